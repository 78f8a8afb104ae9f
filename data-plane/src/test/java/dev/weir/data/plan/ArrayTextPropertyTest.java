package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class ArrayTextPropertyTest {
    @Property
    void readsWhatTheServerWritesOfIntegers(@ForAll List<Long> numbers) {
        var text = numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));

        assertThat(ArrayText.read(text))
                .containsExactlyElementsOf(numbers.stream().map(String::valueOf).toList());
    }

    @Property
    void readsWhatTheServerQuotes(@ForAll List<String> texts) {
        var text = texts.stream().map(ArrayTextPropertyTest::quoted).toList();

        assertThat(ArrayText.read("{" + String.join(",", text) + "}"))
                .containsExactlyElementsOf(texts);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Property
    void neverFailsOtherwiseThanByNull(@ForAll String text) {
        @Nullable List<@Nullable String> read = ArrayText.read("{" + text + "}");

        assertThat(read == null || read.size() <= text.length() + 1).isTrue();
    }

    @Example
    void knowsNullAndRefusesWhatIsNoArrayOfOneDimension() {
        assertThat(ArrayText.read("{1,NULL,\"NULL\"}")).containsExactly("1", null, "NULL");
        assertThat(ArrayText.read("{}")).isEmpty();
        for (var text : List.of("", "{", "1", "{1,}", "{{1},{2}}", "{\"a}", "[0:1]={1,2}")) {
            assertThat(ArrayText.read(text)).as(text).isNull();
        }
    }
}

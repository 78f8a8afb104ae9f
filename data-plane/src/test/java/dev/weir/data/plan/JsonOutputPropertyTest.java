package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class JsonOutputPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property
    void stringsAreReadBackAsTheyWere(
            @ForAll @Size(max = 40) List<@StringLength(max = 300) String> texts)
            throws IOException {
        var out = new JsonOutput(1 << 20).raw('[');
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) out.raw(',');
            out.string(texts.get(i));
        }
        var read = JSON.readValue(out.raw(']').text(), String[].class);

        assertThat(read).containsExactlyElementsOf(texts);
    }

    @Property
    void noMoreIsWrittenThanItsLimit(@ForAll String text, @ForAll @IntRange(max = 200) int limit) {
        var whole = new JsonOutput(1 << 20).string(text);
        var limited = new JsonOutput(limit);

        if (whole.length() <= limit) {
            assertThat(limited.string(text).text()).isEqualTo(whole.text());
        } else {
            assertThatThrownBy(() -> limited.string(text)).isInstanceOf(PlanFailure.class);
        }
        assertThat(limited.length()).isLessThanOrEqualTo(limit);
        assertThat(limited.array()).hasSizeLessThanOrEqualTo(limit);
    }

    @Property
    void partsOfAnAsciiTextAreCopied(
            @ForAll @IntRange(max = 30) int from, @ForAll @IntRange(max = 30) int count) {
        var text = "0123456789".repeat(6);

        var out = new JsonOutput(100).ascii(text, from, from + count);

        assertThat(out.text().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(text.substring(from, from + count).getBytes(StandardCharsets.UTF_8));
    }
}

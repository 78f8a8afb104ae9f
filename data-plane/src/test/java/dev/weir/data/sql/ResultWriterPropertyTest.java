package dev.weir.data.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.data.database.ColumnType;
import dev.weir.data.database.Completion;
import dev.weir.data.database.Field;
import dev.weir.data.plan.JsonOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever comes in as text comes out as the same text, in valid JSON. */
class ResultWriterPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property
    void keepsEveryText(
            @ForAll @Size(min = 1, max = 5) List<String> some,
            @ForAll @Size(max = 5) List<@Size(min = 5, max = 5) List<String>> rows,
            @ForAll boolean asArray)
            throws IOException {
        // What differs in lone surrogates only would be the same in UTF-8.
        var names = new ArrayList<String>();
        for (var name : some) names.add(names.size() + name);
        var answer = write(names, rows, asArray);

        var written = new ArrayList<List<String>>();
        for (var row : answer.path("rows")) {
            var cells = new ArrayList<String>();
            for (int i = 0; i < names.size(); i++) {
                var cell = asArray ? row.get(i) : row.get(safe(names.get(i)));
                cells.add(cell.isNull() ? "" : cell.asText());
            }
            written.add(cells);
        }
        assertThat(written)
                .isEqualTo(
                        rows.stream()
                                .map(row ->
                                        row.subList(0, names.size()).stream()
                                                .map(ResultWriterPropertyTest::safe)
                                                .toList())
                                .toList());
        assertThat(answer.path("rowAsArray").asBoolean()).isEqualTo(asArray);
    }

    private static JsonNode write(List<String> names, List<List<String>> rows, boolean asArray)
            throws IOException {
        var out = new JsonOutput(1 << 20);
        var writer = new ResultWriter(out, /* rawText= */ true, asArray);
        writer.fields(
                names.stream()
                        .map(name ->
                                new Field(safe(name), 25, 0, 0, -1, -1, ColumnType.TEXT, false))
                        .toList());
        for (var row : rows) {
            writer.row();
            for (var cell : row.subList(0, names.size())) {
                var bytes = ("x" + safe(cell) + "x").getBytes(StandardCharsets.UTF_8);
                if (cell.isEmpty()) writer.nothing();
                else writer.cell(bytes, 1, bytes.length - 1);
            }
        }
        writer.end(new Completion("SELECT " + rows.size(), rows.size()));
        return JSON.readTree(out.text());
    }

    @Property
    void readsEveryArrayThatTheServerWrites(
            @ForAll @Size(max = 4) List<@Size(max = 4) List<String>> lists) throws IOException {
        var nested = lists.stream().filter(list -> !list.isEmpty()).toList();
        var text = literal(nested).getBytes(StandardCharsets.UTF_8);
        var out = new JsonOutput(1 << 20);

        ArrayText.write(ColumnType.TEXT, text, 0, text.length, out);

        var expected = JSON.createArrayNode();
        for (var list : nested) {
            var inner = expected.addArray();
            for (var element : list) {
                if (element.length() == 2) inner.addNull();
                else inner.add(safe(element));
            }
        }
        assertThat(JSON.readTree(out.text())).isEqualTo(expected);
    }

    /** As the server writes it: quoted, an escape before quotes and backslashes. */
    private static String literal(List<List<String>> lists) {
        var text = new StringBuilder("{");
        for (var list : lists) {
            if (text.length() > 1) text.append(',');
            var inner = new ArrayList<String>();
            for (var element : list) {
                inner.add(
                        element.length() == 2
                                ? "NULL"
                                : '"'
                                        + safe(element).replace("\\", "\\\\").replace("\"", "\\\"")
                                        + '"');
            }
            text.append('{').append(String.join(",", inner)).append('}');
        }
        return text.append('}').toString();
    }

    @Property
    void writesWhatIsNoArrayAsItsText(@ForAll String any) throws IOException {
        var text = ("{" + safe(any)).getBytes(StandardCharsets.UTF_8);
        var out = new JsonOutput(1 << 20);

        ArrayText.write(ColumnType.TEXT, text, 0, text.length, out);

        assertThat(Objects.requireNonNull(JSON.readTree(out.text())).isMissingNode()).isFalse();
    }

    /** UTF-8 has no lone surrogates. */
    private static String safe(String any) {
        return new String(any.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}

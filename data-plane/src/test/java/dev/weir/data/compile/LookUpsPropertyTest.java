package dev.weir.data.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.ParseBudget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whoever asked gets the record that was asked for, as it is without the merging. */
final class LookUpsPropertyTest {
    private static final SchemaModel SCHEMA =
            SchemaModel.parse("model User {\n  id Int @id\n  a String\n  b String\n}\n");

    @Property(tries = 300)
    void dealsEveryRecordToThoseWhoAskedForIt(
            @ForAll @Size(min = 2, max = 40) List<@IntRange(max = 30) Integer> asked,
            @ForAll Set<@IntRange(max = 30) Integer> stored,
            @ForAll boolean selected,
            @ForAll String text,
            @ForAll @IntRange(max = 2) int place,
            @ForAll long seed) {
        var selection =
                selected ? "{\"id\":true,\"a\":true,\"b\":true}" : "{\"a\":true,\"b\":true}";
        var lookUps = Objects.requireNonNull(LookUps.of(queries(asked, selection), SCHEMA));
        var rows = new ArrayList<String>();
        var expected = new LinkedHashMap<Integer, String>();
        for (int id : stored) {
            if (!asked.contains(id)) continue;
            rows.add(record(id, text, place, true));
            expected.put(id, record(id, text, place, selected));
        }
        Collections.shuffle(rows, new Random(seed));
        var json = ("[" + String.join(",", rows) + "]").getBytes(UTF_8);

        var found = Objects.requireNonNull(FoundRecords.of(lookUps, json, json.length));

        for (int i = 0; i < asked.size(); i++) {
            var out = new JsonOutput(1 << 20);
            assertThat(found.write(i, out)).isEqualTo(stored.contains(asked.get(i)));
            assertThat(out.text()).isEqualTo(expected.getOrDefault(asked.get(i), ""));
        }
    }

    private static List<JsonQuery> queries(List<Integer> ids, String selection) {
        var queries = ids.stream().map(id -> query(id, selection)).toList();
        var body = "{\"batch\":[" + String.join(",", queries) + "]}";
        return ((JsonRequest.Batch) JsonRequest.parse(body.getBytes(UTF_8), ParseBudget.own()))
                .queries();
    }

    private static String query(int id, String selection) {
        return "{\"modelName\":\"User\",\"action\":\"findUnique\",\"query\":{\"arguments\":{\"where\":{\"id\":"
                + id
                + "}},\"selection\":"
                + selection
                + "}}";
    }

    private static String record(int id, String text, int place, boolean withId) {
        var quoted = new JsonOutput(1 << 20).string(text).text();
        var members = new ArrayList<>(List.of("\"a\":" + quoted, "\"b\":{\"x\":[" + id + "]}"));
        if (withId) members.add(place, "\"id\":" + id);
        return "{" + String.join(",", members) + "}";
    }
}

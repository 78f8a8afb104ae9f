package dev.weir.it.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.data.compile.JsonRequest;
import dev.weir.data.compile.QueryShape;
import dev.weir.data.compile.SchemaModel;
import dev.weir.data.plan.ParseBudget;
import dev.weir.testing.PrismaCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weir takes the values out of a query that Prisma's own code takes out, which clients from 7.4 on
 * do for themselves; where it does not, it is for a reason.
 */
final class SameParametersIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Where the two differ, and why that is right: in queries that do not fit the schema, which
     * Prisma's code knows to the last field and Weir's does not. The compiler refuses them in
     * either form, and is then asked again with all values in their places, so that its words quote
     * them.
     */
    private static final Map<String, String> REASONED =
            Map.of(
                    "createMany(AndReturn)?\\.query\\.arguments\\.data\\[]\\.(author|customer|order|tags|user)\\..*",
                    "nothing can be nested there",
                    "findMany\\.query\\.arguments\\.where\\.OR\\[]\\.published\\.in",
                    "filters of Boolean take no lists",
                    "findUniqueOrThrow\\.query\\.arguments\\.where\\.email\\.contains",
                    "a unique field is looked up by its value",
                    "updateOne\\.query\\.arguments\\.data\\.author\\.update\\.posts\\..*",
                    "the way back of a relation cannot be written");

    @TempDir Path folder;

    @Test
    void takesOutTheSameValuesAsPrisma() throws Exception {
        var differences = new TreeMap<String, String>();
        differences.putAll(compare(PrismaCorpus.ofTheRecordings()));
        differences.putAll(compare(PrismaCorpus.ofAShop()));
        differences.putAll(compare(PrismaCorpus.ofTwoHundredModels()));

        for (var known : REASONED.entrySet()) {
            boolean seen = differences.keySet().removeIf(place -> place.matches(known.getKey()));
            assertThat(seen).as(known.getKey()).isTrue();
        }
        assertThat(differences).isEmpty();
    }

    /**
     * By place in the query, what one took out and the other left, or took out as something else.
     */
    private Map<String, String> compare(PrismaCorpus corpus) throws IOException {
        var queries =
                Stream.concat(corpus.queries().stream(), more(corpus))
                        .filter(query -> !query.startsWith("{\"batch\""))
                        .toList();
        var theirs = prisma(corpus.schema(), queries);
        var schema = SchemaModel.parse(corpus.schema());
        var differences = new TreeMap<String, String>();
        for (int i = 0; i < queries.size(); i++) {
            var body = queries.get(i).getBytes(UTF_8);
            var query = (JsonRequest.Single) JsonRequest.parse(body, ParseBudget.own());
            var shape = QueryShape.of(query.query(), schema);
            new Comparison(
                            JSON.readTree(JSON.writeValueAsString(shape.params())),
                            theirs.get(i).get("values"),
                            differences)
                    .compare(
                            query.query().action(),
                            JSON.readTree(shape.text()),
                            theirs.get(i).get("query"));
        }
        return differences;
    }

    private static Stream<String> more(PrismaCorpus corpus) throws IOException {
        if (!corpus.schema().contains("model AllTypes")) return Stream.empty();
        return Files.readAllLines(Path.of("clients/parameteriser/queries.jsonl")).stream();
    }

    private List<JsonNode> prisma(String schema, List<String> queries) throws IOException {
        var schemaFile = Files.writeString(folder.resolve("schema.prisma"), schema);
        var queriesFile = Files.writeString(folder.resolve("queries"), String.join("\n", queries));
        var ended =
                NodeProject.installed("parameteriser")
                        .run(
                                Duration.ofMinutes(2),
                                Map.of(),
                                "node",
                                "parameterise.mjs",
                                schemaFile.toString(),
                                queriesFile.toString());
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        var lines = new ArrayList<JsonNode>();
        for (var line : ended.output().lines().toList()) lines.add(JSON.readTree(line));
        assertThat(lines).hasSameSizeAs(queries);
        return lines;
    }

    /** Two forms of one query, ours and theirs. Placeholders may be named differently. */
    private static final class Comparison {
        private final JsonNode ourValues;
        private final JsonNode theirValues;
        private final Map<String, String> differences;
        private final Map<String, String> ourNames = new HashMap<>();
        private final Map<String, String> theirNames = new HashMap<>();

        Comparison(JsonNode ourValues, JsonNode theirValues, Map<String, String> differences) {
            this.ourValues = ourValues;
            this.theirValues = theirValues;
            this.differences = differences;
        }

        void compare(String place, JsonNode ours, JsonNode theirs) {
            if (isPlaceholder(ours) && isPlaceholder(theirs)) {
                placeholders(place, ours.get("value"), theirs.get("value"));
            } else if (isPlaceholder(ours)) {
                differences.put(place, "only ours takes out " + theirs);
            } else if (isPlaceholder(theirs)) {
                differences.put(place, "only theirs takes out " + ours);
            } else if (ours.isObject() && theirs.isObject()) {
                assertThat(ours.properties().stream().map(Map.Entry::getKey))
                        .containsExactlyInAnyOrderElementsOf(
                                theirs.properties().stream().map(Map.Entry::getKey).toList());
                for (var member : ours.properties()) {
                    compare(
                            place + "." + member.getKey(),
                            member.getValue(),
                            theirs.get(member.getKey()));
                }
            } else if (ours.isArray() && theirs.isArray()) {
                assertThat(ours.size()).as(place).isEqualTo(theirs.size());
                for (int i = 0; i < ours.size(); i++) {
                    compare(place + "[]", ours.get(i), theirs.get(i));
                }
            } else {
                assertThat(ours).as(place).isEqualTo(theirs);
            }
        }

        private void placeholders(String place, JsonNode ours, JsonNode theirs) {
            var name = ours.get("name").asText();
            var their = theirs.get("name").asText();
            if (!same(ourValues.get(name), theirValues.get(their))) {
                differences.put(
                        place,
                        "ours " + ourValues.get(name) + ", theirs " + theirValues.get(their));
            }
            var type = ours.deepCopy();
            ((ObjectNode) type).set("name", theirs.get("name"));
            if (!type.equals(theirs)) differences.put(place, "ours " + ours + ", theirs " + theirs);
            boolean shared =
                    ourNames.computeIfAbsent(name, _ -> their).equals(their)
                            && theirNames.computeIfAbsent(their, _ -> name).equals(name);
            if (!shared) differences.put(place, "another placeholder is the same");
        }

        private static boolean isPlaceholder(JsonNode node) {
            return node.path("$type").asText().equals("Param");
        }

        private static boolean same(JsonNode ours, JsonNode theirs) {
            return (ours.isNumber() && theirs.isNumber())
                    ? ours.decimalValue().compareTo(theirs.decimalValue()) == 0
                    : ours.equals(theirs);
        }
    }
}

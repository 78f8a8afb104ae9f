package dev.weir.compiler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiled WebAssembly answers byte for byte as the same WebAssembly in Node.js. */
final class SameAsNodeTest {
    private static final long MEMORY = 64 << 20;
    private static final int INSTANCES = 3;
    private static final Pattern KEY =
            Pattern.compile("\\{(\"(?:tenant|number|name|orderId|position)\":[^{}]*)}");

    @TempDir Path folder;

    @Test
    void compilesTheSchemaOfTheRecordingsAsNodeDoes() throws Exception {
        var models =
                List.of(
                        new Corpus.Model(
                                "User",
                                "{\"id\":1}",
                                "\"email\":\"a\"",
                                Map.entry("name", "\"n\""),
                                "id",
                                "posts",
                                true),
                        new Corpus.Model(
                                "Profile",
                                "{\"userId\":1}",
                                "\"bio\":\"b\",\"user\":{\"connect\":{\"id\":1}}",
                                Map.entry("bio", "\"é😀\""),
                                "userId",
                                "user",
                                false),
                        new Corpus.Model(
                                "Post",
                                "{\"id\":1}",
                                "\"title\":\"t\",\"author\":{\"connect\":{\"id\":1}},\"tags\":{\"create\":[{\"name\":\"x\"}]}",
                                Map.entry("published", "true"),
                                "views",
                                "tags",
                                true),
                        new Corpus.Model(
                                "Tag",
                                "{\"name\":\"x\"}",
                                "\"name\":\"x\"",
                                Map.entry("name", "\"x\\\"y\\\\\""),
                                "name",
                                "posts",
                                true),
                        new Corpus.Model(
                                "AllTypes",
                                "{\"id\":{\"$type\":\"BigInt\",\"value\":\"1\"}}",
                                "\"big\":{\"$type\":\"BigInt\",\"value\":\"9007199254740993\"},\"dec\":{\"$type\":\"Decimal\",\"value\":\"1.10\"},\"flt\":1e-7,\"json\":{\"a\":[1,null]},\"bytes\":{\"$type\":\"Bytes\",\"value\":\"AAE=\"},\"dts\":[{\"$type\":\"DateTime\",\"value\":\"2024-02-29T12:34:56.789Z\"}],\"roles\":[\"ADMIN\"],\"int\":-2147483648",
                                Map.entry(
                                        "dt",
                                        "{\"$type\":\"DateTime\",\"value\":\"2024-02-29T12:34:56.789Z\"}"),
                                "int",
                                "",
                                false));
        same(
                "postgresql",
                Files.readString(Path.of("../fixtures/prisma/schema-5-6.prisma")),
                models);
    }

    @Test
    void compilesCompoundKeysMappedNamesAndRelationJoinsAsNodeDoes() throws Exception {
        var models =
                List.of(
                        new Corpus.Model(
                                "Customer",
                                "{\"tenant_number\":{\"tenant\":1,\"number\":2}}",
                                "\"tenant\":1,\"number\":2,\"name\":\"c\"",
                                Map.entry("alias", "\"z\""),
                                "number",
                                "orders",
                                true),
                        new Corpus.Model(
                                "Customer",
                                "{\"byName\":{\"tenant\":1,\"name\":\"c\"}}",
                                "\"tenant\":1,\"number\":2,\"name\":\"c\",\"orders\":{\"create\":[{\"total\":1.5}]}",
                                Map.entry("rating", "1.5"),
                                "tenant",
                                "manager",
                                false),
                        new Corpus.Model(
                                "Order",
                                "{\"id\":1}",
                                "\"total\":{\"$type\":\"Decimal\",\"value\":\"9.99\"},\"customer\":{\"connect\":{\"tenant_number\":{\"tenant\":1,\"number\":2}}}",
                                Map.entry("status", "\"CLOSED\""),
                                "total",
                                "customer",
                                false),
                        new Corpus.Model(
                                "Line",
                                "{\"orderId_position\":{\"orderId\":1,\"position\":1}}",
                                "\"position\":1,\"sku\":\"0190b0f0-0000-7000-8000-000000000001\",\"labels\":[\"a\"],\"order\":{\"connect\":{\"id\":1}}",
                                Map.entry("count", "2"),
                                "position",
                                "order",
                                false));
        var schema = new String(resource("/shop.prisma"), UTF_8);
        same("postgresql", schema, models);
        same(
                "cockroachdb",
                schema.replace("\"postgresql\"", "\"cockroachdb\""),
                models.subList(0, 1));
    }

    @Test
    void compilesASchemaOfTwoHundredModelsAsNodeDoes() throws Exception {
        var models =
                IntStream.of(0, 7, 199)
                        .mapToObj(i ->
                                new Corpus.Model(
                                        "M" + i,
                                        "{\"id\":" + (i + 1) + "}",
                                        "\"name\":\"m\",\"size\":1"
                                                + (i == 0 ? "" : ",\"ownerId\":1"),
                                        Map.entry("f3", "\"x\""),
                                        "size",
                                        i == 0 ? "m9" : "owner",
                                        i == 0))
                        .toList();
        same("postgresql", Corpus.large(), models);
    }

    private void same(String provider, String schema, List<Corpus.Model> models) throws Exception {
        var queries = Corpus.over(models);
        var right = node(provider, schema, queries);
        var compilers = new ArrayList<QueryCompiler>();
        for (int i = 0; i < INSTANCES; i++) {
            compilers.add(
                    QueryCompiler.open(
                                    provider,
                                    schema,
                                    new QueryCompiler.Connection(true, null, null),
                                    MEMORY)
                            .orElseThrow());
        }
        for (int i = 0; i < queries.size(); i++) {
            var query = queries.get(i);
            assertThat(inOrder(said(compilers.get(i % INSTANCES), query)))
                    .as(query)
                    .isEqualTo(inOrder(right.get(i)));
        }
        assertThat(right)
                .filteredOn(line -> line.startsWith("made "))
                .hasSizeGreaterThan(queries.size() / 2);
    }

    /**
     * With the members of compound keys in order: the compiler keeps them in hash maps, whose order
     * is another in each of its instances, in Node too.
     */
    private static String inOrder(String said) {
        return KEY.matcher(said)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                Stream.of(found.group(1).split(",", -1))
                                        .sorted()
                                        .collect(Collectors.joining(",", "{", "}"))));
    }

    private static String said(QueryCompiler compiler, String query) {
        var compiled =
                query.startsWith("{\"batch\"")
                        ? compiler.compileBatch(query)
                        : compiler.compile(query);
        return switch (compiled) {
            case Compiled.Made(var json) -> "made " + json;
            case Compiled.Refused(var message, var code, var meta) ->
                    "refused "
                            + JsJson.write(List.of(message, code)).replaceFirst("]$", ",")
                            + meta
                            + "]";
        };
    }

    private List<String> node(String provider, String schema, List<String> queries)
            throws IOException, InterruptedException {
        var schemaFile = Files.writeString(folder.resolve("schema.prisma"), schema);
        var queriesFile = Files.writeString(folder.resolve("queries"), String.join("\n", queries));
        var output = folder.resolve("output");
        var node =
                new ProcessBuilder(
                                "node",
                                "src/test/node/compile.cjs",
                                "target/reference",
                                provider,
                                schemaFile.toString(),
                                queriesFile.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(node.waitFor(2, TimeUnit.MINUTES)).isTrue();
        var lines = Files.readAllLines(output);
        assertThat(node.exitValue()).isZero();
        assertThat(lines).hasSameSizeAs(queries);
        return lines;
    }

    private static byte[] resource(String name) throws IOException {
        try (var stream = SameAsNodeTest.class.getResourceAsStream(name)) {
            assertThat(stream).isNotNull();
            return stream.readAllBytes();
        }
    }
}

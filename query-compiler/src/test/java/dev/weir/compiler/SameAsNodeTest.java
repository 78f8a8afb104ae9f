package dev.weir.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.PrismaCorpus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiled WebAssembly answers byte for byte as the same WebAssembly in Node.js. */
final class SameAsNodeTest {
    private static final long MEMORY = 64 << 20;
    private static final int INSTANCES = 3;
    private static final Pattern KEY =
            Pattern.compile("\\{(\"(?:tenant|number|name|orderId|position)\":[^{}]*)}");

    /** Of the JSON protocol, for PostgreSQL. */
    private static final List<String> ACTIONS =
            List.of(
                    "findUnique",
                    "findUniqueOrThrow",
                    "findFirst",
                    "findFirstOrThrow",
                    "findMany",
                    "createOne",
                    "createMany",
                    "createManyAndReturn",
                    "updateOne",
                    "updateMany",
                    "updateManyAndReturn",
                    "upsertOne",
                    "deleteOne",
                    "deleteMany",
                    "aggregate",
                    "groupBy",
                    "executeRaw",
                    "queryRaw");

    @TempDir Path folder;

    @Test
    void compilesTheSchemaOfTheRecordingsAsNodeDoes() throws Exception {
        same(withRaw(PrismaCorpus.ofTheRecordings()));
    }

    private static PrismaCorpus withRaw(PrismaCorpus corpus) {
        var queries = new ArrayList<>(corpus.queries());
        for (var action : List.of("queryRaw", "executeRaw")) {
            queries.add(
                    """
                    {"action":"%s","query":{"arguments":{"query":"SELECT $1","parameters":"[1]"},"selection":{}}}\
                    """
                            .formatted(action));
        }
        return new PrismaCorpus(corpus.provider(), corpus.schema(), queries);
    }

    @Test
    void compilesCompoundKeysMappedNamesAndRelationJoinsAsNodeDoes() throws Exception {
        same(PrismaCorpus.ofAShop());
        same(PrismaCorpus.ofAShopOnCockroach());
    }

    @Test
    void compilesASchemaOfTwoHundredModelsAsNodeDoes() throws Exception {
        same(PrismaCorpus.ofTwoHundredModels());
    }

    @Test
    void asksEnoughAndEveryAction() throws Exception {
        var all =
                Stream.of(
                                withRaw(PrismaCorpus.ofTheRecordings()),
                                PrismaCorpus.ofAShop(),
                                PrismaCorpus.ofTwoHundredModels())
                        .flatMap(corpus -> corpus.queries().stream())
                        .distinct()
                        .toList();

        assertThat(all).hasSizeGreaterThanOrEqualTo(300);
        for (var action : ACTIONS) {
            assertThat(all).as(action).anyMatch(q -> q.contains("\"action\":\"" + action + '"'));
        }
    }

    private void same(PrismaCorpus corpus) throws Exception {
        var provider = corpus.provider();
        var schema = corpus.schema();
        var queries = corpus.queries();
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
}

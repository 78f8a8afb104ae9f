package dev.weir.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class QueryCompilerTest {
    private static final long MEMORY = 16 << 20;
    private static final String QUERY =
            "{\"modelName\":\"User\",\"action\":\"findMany\",\"query\":{\"arguments\":{\"where\":{\"name\":null}},\"selection\":{\"$composites\":true,\"$scalars\":true}}}";

    private final String schema;

    QueryCompilerTest() throws IOException {
        schema = Files.readString(Path.of("../fixtures/prisma/schema-5-6.prisma"));
    }

    private QueryCompiler open(long memory) {
        return QueryCompiler.open(
                        "postgresql",
                        schema,
                        new QueryCompiler.Connection(true, null, null),
                        memory)
                .orElseThrow();
    }

    /** Endive 1.0.0 lets the table of one instance change how the next one begins. */
    @Test
    void everyInstanceKnowsTrueFromNull() {
        for (int i = 0; i < 4; i++) {
            assertThat(open(MEMORY).compile(QUERY))
                    .isInstanceOfSatisfying(
                            Compiled.Made.class,
                            made -> assertThat(made.json()).contains("\"chunkable\":true"));
        }
    }

    @Test
    void refusesWithTheWordsThatClientsShow() {
        assertThat(open(MEMORY).compile(QUERY.replace("\"name\"", "\"nothing\"")))
                .isInstanceOfSatisfying(
                        Compiled.Refused.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo("P2009");
                            assertThat(refused.meta()).contains("\"kind\":\"UnknownInputField\"");
                        });
    }

    @Test
    void isOfNoUseAfterATrap() {
        var compiler = open(MEMORY);

        assertThatThrownBy(() -> compiler.compile(QUERY.replace("findMany", "nothing")))
                .isInstanceOf(CompilerFault.class);
        assertThatThrownBy(() -> compiler.compile(QUERY)).isInstanceOf(IllegalStateException.class);
        assertThat(open(MEMORY).compile(QUERY)).isInstanceOf(Compiled.Made.class);
    }

    @Test
    void growsNoFurtherThanItsMemory() {
        var compiler = open(3 << 20);
        var many = "{\"id\":1},".repeat(60_000);
        var query =
                QUERY.replace(
                        "{\"name\":null}",
                        "{\"OR\":[" + many.substring(0, many.length() - 1) + "]}");

        var fault = catchThrowableOfType(CompilerFault.class, () -> compiler.compile(query));
        assertThat(fault.outOfMemory()).isTrue();
        assertThat(compiler.memoryBytes()).isLessThanOrEqualTo(3 << 20);
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        var compiler = open(MEMORY);
        Thread.currentThread().interrupt();

        var fault = catchThrowableOfType(CompilerFault.class, () -> compiler.compile(QUERY));

        assertThat(Thread.interrupted()).isFalse();
        assertThat(fault.interrupted()).isTrue();
    }

    @Test
    void compilesPlaceholdersInThePlaceOfValues() {
        var query =
                QUERY.replace(
                        "null",
                        "{\"$type\":\"Param\",\"value\":{\"name\":\"%1\",\"type\":\"String\"}}");

        assertThat(open(MEMORY).compile(query))
                .isInstanceOfSatisfying(
                        Compiled.Made.class,
                        made ->
                                assertThat(made.json())
                                        .contains(
                                                "{\"prisma__type\":\"param\",\"prisma__value\":{\"name\":\"%1\",\"type\":\"String\"}}"));
    }

    @Test
    void knowsWhatWasBuiltIn() {
        assertThat(QueryCompiler.isBuiltIn("postgresql")).isTrue();
        assertThat(QueryCompiler.isBuiltIn("cockroachdb")).isTrue();
        assertThat(QueryCompiler.isBuiltIn("mongodb")).isFalse();
        assertThat(QueryCompiler.isBuiltIn("")).isFalse();
    }

    @Test
    void checksSchemas() {
        var checker = new SchemaChecker(MEMORY);

        assertThat(checker.check(schema)).isEmpty();
        assertThat(checker.check(schema.replace("String?", "Strong?")))
                .hasValueSatisfying(message -> assertThat(message).contains("Strong"));
        assertThat(checker.check(schema)).isEmpty();
    }
}

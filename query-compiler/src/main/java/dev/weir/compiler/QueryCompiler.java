package dev.weir.compiler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prisma's query compiler for one schema: turns queries of the JSON protocol into query plans.
 * Single-threaded; an interrupt of its thread ends a compilation that takes too long.
 *
 * <p>It trusts the schema to be valid (see {@link SchemaChecker}) and the query to have an action
 * that it knows and JSON values that are JSON: anything else makes it trap.
 */
public final class QueryCompiler {
    private final WasmInstance instance;
    private final long pointer;

    private QueryCompiler(WasmInstance instance, long pointer) {
        this.instance = instance;
        this.pointer = pointer;
    }

    /**
     * What the compiler is told of the database.
     *
     * @param schemaName the schema that its SQL names; null for none
     * @param maxBindValues the most arguments of a statement; null for the provider's own
     */
    public record Connection(
            boolean supportsRelationJoins,
            @Nullable String schemaName,
            @Nullable Integer maxBindValues) {}

    /** Whether the compiler for a provider, as schemas name it, was built in. Loads nothing. */
    public static boolean isBuiltIn(String provider) {
        return QueryCompiler.class.getResource("wasm/" + codeName(provider) + ".meta") != null;
    }

    /**
     * A compiler with an instance of its own. The first one for a provider loads its code, which
     * takes about a second.
     *
     * @param provider as the schema names it, for example {@code postgresql}
     * @param schema a valid schema's text
     * @param maxMemory bytes that the instance's memory may grow to
     * @return empty if the provider was not built in
     * @throws CompilerFault if it cannot be made
     */
    public static Optional<QueryCompiler> open(
            String provider, String schema, Connection connection, long maxMemory) {
        return WasmCode.find(codeName(provider))
                .map(code -> open(code, dialect(provider), schema, connection, maxMemory));
    }

    private static QueryCompiler open(
            WasmCode code, String dialect, String schema, Connection connection, long maxMemory) {
        var instance = new WasmInstance(code, maxMemory);
        var options = new LinkedHashMap<String, @Nullable Object>();
        options.put("datamodel", schema);
        options.put("provider", dialect);
        var info = new LinkedHashMap<String, @Nullable Object>();
        info.put("supportsRelationJoins", connection.supportsRelationJoins());
        if (connection.schemaName() != null) info.put("schemaName", connection.schemaName());
        if (connection.maxBindValues() != null) {
            info.put("maxBindValues", connection.maxBindValues().doubleValue());
        }
        options.put("connectionInfo", info);
        var made = instance.callWithRefs("querycompiler_new", new long[1], new Object[] {options});
        if (made.longResult(2) != 0) {
            throw new IllegalArgumentException(
                    "schema refused: " + said(instance.take(made.longResult(1))));
        }
        return new QueryCompiler(instance, made.longResult(0));
    }

    private static String codeName(String provider) {
        return provider.isEmpty()
                ? ""
                : Character.toUpperCase(provider.charAt(0)) + provider.substring(1) + "Compiler";
    }

    private static String dialect(String provider) {
        return switch (provider) {
            case "postgresql", "cockroachdb" -> "postgres";
            default -> provider;
        };
    }

    /**
     * Compiles a query.
     *
     * @throws CompilerFault after which this compiler must not be used any more
     */
    public Compiled compile(String query) {
        return call("querycompiler_compile", query);
    }

    /**
     * Compiles a batch of queries, as {@code {"batch":[…],"transaction":…}}.
     *
     * @throws CompilerFault after which this compiler must not be used any more
     */
    public Compiled compileBatch(String batch) {
        return call("querycompiler_compileBatch", batch);
    }

    private Compiled call(String function, String query) {
        var bytes = query.getBytes(UTF_8);
        var result = instance.call(function, pointer, instance.allocate(bytes), bytes.length);
        return result[2] == 0
                ? new Compiled.Made(JsJson.write(instance.take(result[0])))
                : refused(instance.take(result[1]));
    }

    private static Compiled.Refused refused(@Nullable Object error) {
        var meta = JsValues.member(error, "meta");
        return new Compiled.Refused(
                said(error),
                JsValues.member(error, "code") instanceof String code ? code : "",
                meta == Undefined.UNDEFINED ? "null" : JsJson.write(meta));
    }

    private static String said(@Nullable Object error) {
        return error instanceof Map<?, ?> map && map.get("message") instanceof String text
                ? text
                : JsValues.text(error);
    }

    /** Bytes of its memory, which grows and never shrinks. */
    public long memoryBytes() {
        return instance.memoryBytes();
    }
}

package dev.weir.data.compile.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.compiler.Compiled;
import dev.weir.compiler.CompilerFault;
import dev.weir.compiler.QueryCompiler;
import dev.weir.data.compile.JsonQuery;
import dev.weir.data.compile.QueryShape;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.plan.JsonText;
import dev.weir.data.plan.Plan;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.usage.Account;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plans of queries, each compiled once for its schema and shape, whatever its values, as long
 * as it is kept; several that want the same at once wait for one compilation. Thread-safe.
 */
public final class QueryPlans {
    /** What a plan takes beside its JSON. */
    private static final int OVERHEAD = 512;

    private static final int MAX_UNSHARED = 10_000;

    private final CompileSettings settings;
    private final CompileWorkers workers;
    private final CompilerShelf compilers;
    private final Cache<Key, Plan> plans;

    /** Shapes that compile only with their values in them. */
    private final Cache<Key, Boolean> unshared =
            Caffeine.newBuilder().maximumSize(MAX_UNSHARED).executor(Runnable::run).build();

    private final Map<Key, CompletableFuture<Made>> underWay = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** No plans yet. */
    public QueryPlans(CompileSettings settings, CompileWorkers workers) {
        this.settings = settings;
        this.workers = workers;
        compilers = new CompilerShelf(settings.idleBytes());
        plans =
                Caffeine.newBuilder()
                        .maximumWeight(settings.planBytes())
                        .weigher((Key key, Plan plan) ->
                                key.shape.length() + plan.weight() + OVERHEAD)
                        .executor(Runnable::run)
                        .build();
    }

    /** Comparable, so that a map stays fast when somebody makes shapes of the same hash. */
    private record Key(String compiler, String schemaHash, String schemaName, String shape)
            implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::shape)
                        .thenComparing(Key::schemaHash)
                        .thenComparing(Key::schemaName)
                        .thenComparing(Key::compiler);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** A plan, and whether it fits all queries of the shape. */
    private record Made(Plan plan, boolean shared) {}

    /**
     * A plan with the values that it is to be run with.
     *
     * @param params see {@link dev.weir.data.plan.QueryRequest#params}
     */
    public record Ready(Plan plan, Map<String, @Nullable Object> params) {}

    /**
     * The plan of a query.
     *
     * @param schemaName the database's schema that the SQL is to name
     * @return at once where the plan is known, otherwise on another thread; fails with a {@link
     *     PlanFailure} in the compiler's words when the query does not fit the schema
     */
    public CompletionStage<Ready> of(
            UploadedSchema schema, @Nullable String schemaName, JsonQuery query, Account account) {
        return of(schema, schemaName, query, QueryShape.of(query, schema.model()), account);
    }

    /** The plan of a part of a query's rows, which has the shape of its other parts. */
    public CompletionStage<Ready> ofRows(
            UploadedSchema schema, @Nullable String schemaName, JsonQuery rows, Account account) {
        return of(schema, schemaName, rows, QueryShape.ofRows(rows, schema.model()), account);
    }

    private CompletionStage<Ready> of(
            UploadedSchema schema,
            @Nullable String schemaName,
            JsonQuery query,
            QueryShape shape,
            Account account) {
        var key =
                new Key(
                        schema.compiler(),
                        schema.hash(),
                        schemaName == null ? "" : schemaName,
                        shape.text());
        var known = plans.getIfPresent(key);
        if (known != null) {
            hits.increment();
            return CompletableFuture.completedFuture(new Ready(known, shape.params()));
        }
        misses.increment();
        Supplier<CompletionStage<Ready>> alone =
                () -> workers.submit(account, () -> literal(schema, schemaName, query));
        if (unshared.getIfPresent(key) != null) return alone.get();
        var mine = new CompletableFuture<Made>();
        var other = underWay.putIfAbsent(key, mine);
        if (other != null) {
            // What the other's compilation says may quote the other's values.
            return other.handle((made, thrown) ->
                            made != null && made.shared()
                                    ? CompletableFuture.<Ready>completedStage(
                                            new Ready(made.plan(), shape.params()))
                                    : isTooMany(thrown)
                                            ? CompletableFuture.<Ready>failedStage(thrown)
                                            : alone.get())
                    .thenCompose(stage -> stage);
        }
        workers.submit(account, () -> compile(schema, schemaName, query, shape, key))
                .whenComplete((made, thrown) -> {
                    if (made != null && made.shared()) plans.put(key, made.plan());
                    underWay.remove(key);
                    if (made != null) mine.complete(made);
                    else mine.completeExceptionally(thrown);
                });
        return mine.thenApply(
                made -> new Ready(made.plan(), made.shared() ? shape.params() : Map.of()));
    }

    private static boolean isTooMany(@Nullable Throwable thrown) {
        var cause = thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
        return cause instanceof PlanFailure failure && failure.status() == 429;
    }

    private Ready literal(UploadedSchema schema, @Nullable String schemaName, JsonQuery query) {
        check(query);
        return with(
                schema,
                schemaName,
                compiler -> new Ready(plan(compiler.compile(QueryShape.literal(query))), Map.of()));
    }

    private Made compile(
            UploadedSchema schema,
            @Nullable String schemaName,
            JsonQuery query,
            QueryShape shape,
            Key key) {
        check(query);
        return with(
                schema,
                schemaName,
                compiler -> {
                    var compiled = compiler.compile(shape.text());
                    if (compiled instanceof Compiled.Refused && !shape.params().isEmpty()) {
                        // With its values the compiler can say what is wrong; or nothing is.
                        var made =
                                new Made(plan(compiler.compile(QueryShape.literal(query))), false);
                        unshared.put(key, true);
                        return made;
                    }
                    return new Made(plan(compiled), true);
                });
    }

    private static void check(JsonQuery query) {
        if (!query.jsonIsWhole()) {
            throw PlanFailure.invalid("A value of the type Json is not valid JSON.");
        }
    }

    private interface Job<T> {
        T run(QueryCompiler compiler);
    }

    private <T> T with(UploadedSchema schema, @Nullable String schemaName, Job<T> job) {
        var kind = new CompilerShelf.Kind(schema.compiler(), schema.hash(), schemaName);
        try {
            var compiler = compilers.take(kind);
            if (compiler == null) compiler = open(schema, schemaName);
            boolean whole = true;
            try {
                return job.run(compiler);
            } catch (CompilerFault e) {
                whole = false;
                throw e;
            } finally {
                if (whole) compilers.put(kind, compiler);
            }
        } catch (CompilerFault e) {
            throw fault(e);
        }
    }

    private QueryCompiler open(UploadedSchema schema, @Nullable String schemaName) {
        return QueryCompiler.open(
                        schema.compiler(),
                        schema.text(),
                        new QueryCompiler.Connection(true, schemaName, null),
                        settings.instanceBytes())
                .orElseThrow(() ->
                        PlanFailure.invalid(
                                "Weir was built without a query compiler for this database."));
    }

    private PlanFailure fault(CompilerFault fault) {
        if (fault.outOfMemory()) {
            return new PlanFailure(
                    422,
                    "",
                    "The query needs more than "
                            + settings.instanceBytes()
                            + " bytes of memory to be compiled, the node's limit compile.memory."
                            + " Raise it, or split the query.",
                    Map.of());
        }
        return fault.interrupted()
                ? new PlanFailure(
                        422,
                        "P6004",
                        "The query took longer to compile than the limit of "
                                + settings.deadline().toSeconds()
                                + " s.",
                        Map.of())
                : new PlanFailure(
                        422, "", "The query compiler cannot compile this query.", Map.of());
    }

    private static Plan plan(Compiled compiled) {
        return switch (compiled) {
            case Compiled.Made(var json) -> Plan.parse(json.getBytes(UTF_8));
            case Compiled.Refused(var message, var code, var meta) ->
                    throw new PlanFailure(400, code, message, meta(meta));
        };
    }

    private static Map<String, @Nullable Object> meta(String json) {
        try {
            var members = new HashMap<String, @Nullable Object>();
            if (JsonText.readOwn(json) instanceof Map<?, ?> map) {
                map.forEach((name, value) -> members.put((String) name, value));
            }
            return members;
        } catch (IOException e) {
            throw new AssertionError("the compiler's own JSON", e);
        }
    }

    /** Plans found since the start. */
    public long hits() {
        return hits.sum();
    }

    /** Plans not found since the start: each a compilation, or a wait for another's. */
    public long misses() {
        return misses.sum();
    }

    /** Plans kept. */
    public long size() {
        plans.cleanUp();
        return plans.estimatedSize();
    }

    /** Bytes that idle compilers hold. */
    public long idleBytes() {
        return compilers.bytes();
    }
}

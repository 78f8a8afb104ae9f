package dev.weir.data.compile;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query of the JSON protocol.
 *
 * @param model the model it starts from; null for raw queries
 * @param action one of {@link #COMPILED} or {@link #RAW}
 * @param query its arguments and selection, as they came
 */
public record JsonQuery(
        @Nullable String model, String action, Map<String, @Nullable Object> query) {
    /** What the compiler knows; anything else makes it panic. */
    static final Set<String> COMPILED =
            Set.of(
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
                    "deleteOne",
                    "deleteMany",
                    "upsertOne",
                    "aggregate",
                    "groupBy");

    /** The application's own SQL. */
    static final Set<String> RAW = Set.of("queryRaw", "executeRaw");

    /** Whether all JSON values in it are JSON: the compiler panics at others. */
    public boolean jsonIsWhole() {
        return JsonValues.areWhole(query);
    }

    /** Whether it is the application's own SQL, which is not compiled. */
    public boolean isRaw() {
        return RAW.contains(action);
    }
}

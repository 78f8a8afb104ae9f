package dev.weir.data.compile;

import dev.weir.events.EnvironmentId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of all environments: of each the ones used last, up to a number. What is on it
 * depends on the uploads and uses it was told of, not on their order, so that all nodes that heard
 * the same keep the same. Thread-safe.
 */
public final class SchemaShelf {
    private final int perEnvironment;
    private final Map<EnvironmentId, Map<String, Kept>> environments = new HashMap<>();

    /** A schema, and what was read of it once a query needed it. */
    private record Kept(PackedSchema packed, @Nullable UploadedSchema opened, Instant usedAt) {}

    /** An empty shelf. */
    public SchemaShelf(int perEnvironment) {
        this.perEnvironment = perEnvironment;
    }

    /**
     * A schema was uploaded or used.
     *
     * @return the hashes of those that gave way to it
     */
    public synchronized List<String> put(
            EnvironmentId environment, PackedSchema schema, Instant at) {
        var kept = environments.computeIfAbsent(environment, _ -> new HashMap<>());
        var before = kept.get(schema.hash());
        if (before != null && !before.usedAt().isBefore(at)) return List.of();
        var opened = before == null ? null : before.opened();
        kept.put(schema.hash(), new Kept(schema, opened, at));
        if (kept.size() <= perEnvironment) return List.of();
        var oldest = oldest(kept);
        kept.remove(oldest);
        return List.of(oldest);
    }

    private static String oldest(Map<String, Kept> kept) {
        String oldest = "";
        Kept its = null;
        for (var entry : kept.entrySet()) {
            int order = its == null ? -1 : entry.getValue().usedAt().compareTo(its.usedAt());
            if (order < 0 || (order == 0 && entry.getKey().compareTo(oldest) < 0)) {
                oldest = entry.getKey();
                its = entry.getValue();
            }
        }
        return oldest;
    }

    /** A schema was read, for the queries to come; nothing happens if it is no longer here. */
    public synchronized void open(EnvironmentId environment, UploadedSchema schema) {
        var kept = environments.getOrDefault(environment, Map.of());
        var found = kept.get(schema.hash());
        if (found == null) return;
        kept.put(schema.hash(), new Kept(found.packed(), schema, found.usedAt()));
    }

    /** A schema of the environment. */
    public synchronized Optional<PackedSchema> find(EnvironmentId environment, String hash) {
        var kept = environments.getOrDefault(environment, Map.of()).get(hash);
        return Optional.ofNullable(kept).map(Kept::packed);
    }

    /** The same as it was read; null if that has not been done, or it is not here. */
    public synchronized @Nullable UploadedSchema opened(EnvironmentId environment, String hash) {
        var kept = environments.getOrDefault(environment, Map.of()).get(hash);
        return kept == null ? null : kept.opened();
    }

    /** When it was last said to be used; the past for one that is not here. */
    public synchronized Instant usedAt(EnvironmentId environment, String hash) {
        var kept = environments.getOrDefault(environment, Map.of()).get(hash);
        return kept == null ? Instant.MIN : kept.usedAt();
    }

    /** The hashes of an environment's schemas. */
    public synchronized List<String> hashes(EnvironmentId environment) {
        return List.copyOf(environments.getOrDefault(environment, Map.of()).keySet());
    }

    /** A schema is gone. */
    public synchronized void remove(EnvironmentId environment, String hash) {
        var kept = environments.get(environment);
        if (kept == null) return;
        kept.remove(hash);
        if (kept.isEmpty()) environments.remove(environment);
    }

    /** An environment is gone, with its schemas. */
    public synchronized void remove(EnvironmentId environment) {
        environments.remove(environment);
    }

    /** How many schemas are kept, of all environments. */
    public synchronized int size() {
        return environments.values().stream().mapToInt(Map::size).sum();
    }
}

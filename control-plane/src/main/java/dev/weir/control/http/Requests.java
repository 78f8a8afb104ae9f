package dev.weir.control.http;

import dev.weir.events.EnvironmentSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bodies that callers send. */
final class Requests {
    private Requests() {}

    /** POST /v1/projects and PUT /v1/projects/{project}. */
    record Project(
            String name,
            @Nullable Map<String, @Nullable String> labels,
            @Nullable Boolean deletionProtection) {}

    /** POST /v1/environments. */
    record Environment(
            String project,
            String name,
            @Nullable String region,
            String databaseUrl,
            @Nullable Integer connectionLimit,
            @Nullable Integer databaseLimit,
            @Nullable Settings settings,
            @Nullable Long databaseUrlVersion,
            @Nullable Map<String, @Nullable String> labels,
            @Nullable Boolean deletionProtection) {}

    /** PUT /v1/environments/{environment}. */
    record EnvironmentUpdate(
            String name,
            @Nullable Integer connectionLimit,
            @Nullable Settings settings,
            @Nullable Map<String, @Nullable String> labels,
            @Nullable Boolean deletionProtection) {}

    /** PUT /v1/environments/{environment}/database-url. */
    record Url(String databaseUrl, @Nullable Long databaseUrlVersion) {}

    /** PUT /v1/environments/{environment}/state. */
    record State(String state) {}

    /**
     * POST /v1/environments/{environment}/keys and PUT /v1/environments/{environment}/keys/{key}.
     */
    record Key(
            String name,
            @Nullable Instant expiresAt,
            @Nullable String secret,
            @Nullable Long secretVersion) {}

    /** POST /v1/tokens and PUT /v1/tokens/{token}. */
    record Token(
            String name,
            List<String> roles,
            @Nullable List<String> projects,
            @Nullable Instant expiresAt,
            @Nullable String token,
            @Nullable Long tokenVersion) {}

    /** POST /v1/environments:batch. */
    record EnvironmentBatch(List<Environment> environments) {}

    /** POST /v1/environments:batch-delete. */
    record Deletions(List<String> environments) {}

    /** PUT /v1/databases/{database}/limit. */
    record Limit(int limit, @Nullable Integer reserve) {}

    /** POST /v1/nodes/{node}/declare-ended. */
    record EndedLife(String incarnation) {}

    /** Settings of which any may be left out. */
    record Settings(
            @Nullable Duration idleTimeout,
            @Nullable Duration queryTimeout,
            @Nullable Duration transactionTimeout,
            @Nullable Duration queueTimeout,
            @Nullable Integer maxQueue,
            @Nullable Long maxResponseBytes) {
        /** All of them, those left out as they are in {@code base}. */
        EnvironmentSettings over(EnvironmentSettings base) {
            return new EnvironmentSettings(
                    or(idleTimeout, base.idleTimeout()),
                    or(queryTimeout, base.queryTimeout()),
                    or(transactionTimeout, base.transactionTimeout()),
                    or(queueTimeout, base.queueTimeout()),
                    or(maxQueue, base.maxQueue()),
                    or(maxResponseBytes, base.maxResponseBytes()));
        }

        private static <T> T or(@Nullable T value, T base) {
            return value == null ? base : value;
        }
    }
}

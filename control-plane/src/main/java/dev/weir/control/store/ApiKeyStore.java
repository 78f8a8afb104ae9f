package dev.weir.control.store;

import dev.weir.control.management.ApiKey;
import dev.weir.control.management.Done;
import dev.weir.control.management.Keys;
import dev.weir.control.management.NewApiKey;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.control.management.WantedKey;
import dev.weir.events.ApiKeys;
import dev.weir.events.EnvironmentId;
import dev.weir.runtime.Secret;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** API keys in the store, which keeps their hashes only. */
public final class ApiKeyStore implements Keys {
    /** Keys that one call of {@link #revokeExpired} takes at most. */
    private static final int MOST_EXPIRED = 100;

    private final Transactions transactions;
    private final Changes changes;
    private final Announcements announcements;
    private final Ids ids;
    private final Secret hashingSecret;
    private final InstantSource clock;

    /**
     * A store over a migrated schema.
     *
     * @param hashingSecret under which keys are hashed, the nodes' own
     * @param clock by which a key's end is in the future
     */
    public ApiKeyStore(
            Transactions transactions,
            Changes changes,
            Announcements announcements,
            Ids ids,
            Secret hashingSecret,
            InstantSource clock) {
        this.transactions = transactions;
        this.changes = changes;
        this.announcements = announcements;
        this.ids = ids;
        this.hashingSecret = hashingSecret;
        this.clock = clock;
    }

    @Override
    public Result<NewApiKey> create(Request request, EnvironmentId environment, WantedKey wanted) {
        return Results.of(
                transactions,
                connection -> create(connection, request, environment, check(wanted)));
    }

    private NewApiKey create(
            Connection connection, Request request, EnvironmentId environment, WantedKey wanted)
            throws SQLException {
        var secret = wanted.secret();
        var once = Once.of(connection, request, "api-key.create", environment + content(wanted));
        var earlier = once.earlier();
        if (earlier != null && secret == null) {
            throw Refused.conflict(
                    "the key was made by an earlier request and is shown once only;"
                            + " revoke it and make another");
        }
        if (earlier != null) {
            return new NewApiKey(
                    ApiKeyRows.one(connection, environment, earlier),
                    text(environment, earlier, Objects.requireNonNull(secret)));
        }
        var id = ids.next('k');
        var text =
                secret == null
                        ? new Secret(
                                ApiKeys.format(environment, id, ids.bytes(ApiKeys.SECRET_BYTES)))
                        : text(environment, id, secret);
        make(
                connection,
                request,
                environment,
                () -> {
                    ApiKeyRows.insert(connection, id, environment, wanted, hash(text));
                    return change(connection, environment, "api-key.create", id, details(wanted));
                });
        once.done(id);
        return new NewApiKey(ApiKeyRows.one(connection, environment, id), text);
    }

    @Override
    public Result<NewApiKey> update(
            Request request,
            EnvironmentId environment,
            String key,
            long version,
            WantedKey wanted) {
        return Results.of(
                transactions,
                connection -> {
                    var checked = check(wanted);
                    var secret = checked.secret();
                    var text = secret == null ? null : text(environment, key, secret);
                    make(
                            connection,
                            request,
                            environment,
                            () -> {
                                var present = current(connection, environment, key, version);
                                ApiKeyRows.update(
                                        connection,
                                        present,
                                        checked,
                                        text == null ? null : hash(text));
                                return change(
                                        connection,
                                        environment,
                                        "api-key.update",
                                        key,
                                        details(checked));
                            });
                    return new NewApiKey(ApiKeyRows.one(connection, environment, key), text);
                });
    }

    private static ApiKey current(
            Connection connection, EnvironmentId environment, String key, long version)
            throws SQLException {
        var present = ApiKeyRows.named(connection, environment, key);
        if (present.version() != version) throw Refused.stale(connection, key, present.version());
        return present;
    }

    @Override
    public Result<ApiKey> named(EnvironmentId environment, String reference) {
        return Results.of(
                transactions,
                connection -> {
                    EnvironmentRows.one(connection, environment);
                    return ApiKeyRows.named(connection, environment, reference);
                });
    }

    /** Revokes keys that are past their end, as many as one call takes. True: there may be more. */
    public boolean revokeExpired() {
        var expired = transactions.run(connection -> ApiKeyRows.expired(connection, MOST_EXPIRED));
        int revoked = 0;
        for (var key : expired) {
            var done = revoke(Request.of("expiry"), key.environment(), key.id());
            if (done instanceof Result.Ok) revoked++;
        }
        return revoked == MOST_EXPIRED;
    }

    private WantedKey check(WantedKey wanted) {
        var end = wanted.expiresAt();
        if (end != null && !end.isAfter(clock.instant())) {
            throw Refused.invalid("expiresAt", "must be in the future");
        }
        var secret = wanted.secret();
        if (secret != null && !ApiKeys.isSecret(secret.value())) {
            throw Refused.invalid(
                    "secret",
                    "must be %d to %d letters and digits, from a source of randomness"
                            .formatted(ApiKeys.SHORTEST_SECRET, ApiKeys.LONGEST_SECRET));
        }
        return new WantedKey(Checks.name(wanted.name()), end, secret, wanted.secretVersion());
    }

    private static Secret text(EnvironmentId environment, String id, Secret secret) {
        return new Secret(ApiKeys.format(environment, id, secret.value()));
    }

    private String hash(Secret text) {
        return ApiKeys.hash(bytes(hashingSecret), text.value());
    }

    /** For a creation's fingerprint, which is as it was before for a request of a name alone. */
    private static String content(WantedKey wanted) {
        if (wanted.equals(WantedKey.of(wanted.name()))) return wanted.name();
        var secret = wanted.secret();
        return String.join(
                "\n",
                wanted.name(),
                String.valueOf(wanted.expiresAt()),
                secret == null ? "" : secret.value(),
                String.valueOf(wanted.secretVersion()));
    }

    private static String details(WantedKey wanted) {
        return "name="
                + wanted.name()
                + (wanted.expiresAt() == null ? "" : " expiresAt=" + wanted.expiresAt())
                + (wanted.secret() == null ? "" : " secret=brought");
    }

    @Override
    public Result<Page<ApiKey>> list(EnvironmentId environment, PageRequest page) {
        return Results.of(
                transactions,
                connection -> {
                    EnvironmentRows.one(connection, environment);
                    return Pages.oldestFirst(
                            connection,
                            ApiKeyRows::read,
                            page,
                            ApiKeyRows.LIVE + Pages.named(page, "name"),
                            "ordinal",
                            Pages.names(page, environment.value()));
                });
    }

    @Override
    public Result<Done> revoke(Request request, EnvironmentId environment, String key) {
        return Results.of(
                transactions,
                connection -> {
                    ApiKeyRows.one(connection, environment, key);
                    make(
                            connection,
                            request,
                            environment,
                            () ->
                                    ApiKeyRows.revoke(connection, key)
                                            ? change(
                                                    connection,
                                                    environment,
                                                    "api-key.revoke",
                                                    key,
                                                    "")
                                            : unchanged(key));
                    return Done.DONE;
                });
    }

    private void make(
            Connection connection,
            Request request,
            EnvironmentId environment,
            Changes.Command command)
            throws SQLException {
        var database = EnvironmentRows.one(connection, environment).database();
        changes.make(connection, request, database, command);
    }

    /** Grants do not depend on keys: nothing is decided. */
    private Optional<Change> change(
            Connection connection,
            EnvironmentId environment,
            String action,
            String key,
            String details)
            throws SQLException {
        var present = EnvironmentRows.one(connection, environment);
        var fact = announcements.next(connection, present);
        return Optional.of(new Change(List.of(fact), null, action, key, details));
    }

    /** A key that was revoked before: the command is audited all the same. */
    private static Optional<Change> unchanged(String key) {
        return Optional.of(new Change(List.of(), null, "api-key.revoke", key, ""));
    }

    private static byte[] bytes(Secret secret) {
        return secret.value().getBytes(StandardCharsets.UTF_8);
    }
}

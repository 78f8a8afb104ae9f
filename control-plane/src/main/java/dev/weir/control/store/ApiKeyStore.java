package dev.weir.control.store;

import dev.weir.control.management.ApiKey;
import dev.weir.control.management.Done;
import dev.weir.control.management.Keys;
import dev.weir.control.management.NewApiKey;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.events.ApiKeys;
import dev.weir.events.EnvironmentId;
import dev.weir.runtime.Secret;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** API keys in the store, which keeps their hashes only. */
public final class ApiKeyStore implements Keys {
    private final Transactions transactions;
    private final Changes changes;
    private final Announcements announcements;
    private final Ids ids;
    private final Secret hashingSecret;

    /**
     * A store over a migrated schema.
     *
     * @param hashingSecret under which keys are hashed, the nodes' own
     */
    public ApiKeyStore(
            Transactions transactions,
            Changes changes,
            Announcements announcements,
            Ids ids,
            Secret hashingSecret) {
        this.transactions = transactions;
        this.changes = changes;
        this.announcements = announcements;
        this.ids = ids;
        this.hashingSecret = hashingSecret;
    }

    @Override
    public Result<NewApiKey> create(Request request, EnvironmentId environment, String name) {
        return Results.of(
                transactions,
                connection -> {
                    var checked = Checks.name(name);
                    var once =
                            Once.of(connection, request, "api-key.create", environment + checked);
                    if (once.earlier() != null) {
                        throw Refused.conflict(
                                "the key was made by an earlier request and is shown once only;"
                                        + " revoke it and make another");
                    }
                    var id = ids.next('k');
                    var text = ApiKeys.format(environment, id, ids.bytes(ApiKeys.SECRET_BYTES));
                    var hash = ApiKeys.hash(bytes(hashingSecret), text);
                    make(
                            connection,
                            request,
                            environment,
                            () -> {
                                ApiKeyRows.insert(connection, id, environment, checked, hash);
                                return change(
                                        connection,
                                        environment,
                                        "api-key.create",
                                        id,
                                        "name=" + checked);
                            });
                    once.done(id);
                    return new NewApiKey(
                            ApiKeyRows.one(connection, environment, id), new Secret(text));
                });
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
                            "SELECT * FROM api_key WHERE environment = ? AND revoked_at IS NULL",
                            "ordinal",
                            environment.value());
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

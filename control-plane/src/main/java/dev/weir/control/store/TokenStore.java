package dev.weir.control.store;

import dev.weir.control.management.Done;
import dev.weir.control.management.NewToken;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.control.management.ServiceToken;
import dev.weir.control.management.Tokens;
import dev.weir.control.management.WantedToken;
import dev.weir.events.ApiKeys;
import dev.weir.runtime.Secret;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Service tokens in the store, which keeps their hashes only. */
public final class TokenStore implements Tokens {
    /** Texts that a caller may bring: 128 bits or more if they are random. */
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9._~+/=-]{32,200}");

    private final Transactions transactions;
    private final Ids ids;
    private final Secret hashingSecret;
    private final Set<String> roles;
    private final InstantSource clock;

    /**
     * A store over a migrated schema.
     *
     * @param hashingSecret under which texts are hashed
     * @param roles that there are
     * @param clock by which a token's end is in the future
     */
    public TokenStore(
            Transactions transactions,
            Ids ids,
            Secret hashingSecret,
            Set<String> roles,
            InstantSource clock) {
        this.transactions = transactions;
        this.ids = ids;
        this.hashingSecret = hashingSecret;
        this.roles = Set.copyOf(roles);
        this.clock = clock;
    }

    /** The token of this text, if it opens something now; the use is taken note of. */
    public Optional<ServiceToken> authenticate(String text) {
        if (!TEXT.matcher(text).matches()) return Optional.empty();
        return transactions.run(connection -> {
            var found = TokenRows.valid(connection, hash(text));
            if (found.isPresent()) TokenRows.used(connection, found.get().id());
            return found;
        });
    }

    @Override
    public Result<NewToken> create(Request request, WantedToken wanted) {
        return Results.of(
                transactions, connection -> create(connection, request, check(connection, wanted)));
    }

    private NewToken create(Connection connection, Request request, WantedToken wanted)
            throws SQLException {
        var brought = wanted.text();
        var once = Once.of(connection, request, "token.create", content(wanted));
        if (once.earlier() != null && brought == null) {
            throw Refused.conflict(
                    "the token was made by an earlier request and is shown once only;"
                            + " revoke it and make another");
        }
        if (once.earlier() != null) {
            return new NewToken(TokenRows.one(connection, once.earlier()), brought);
        }
        var id = ids.next('t');
        var text = brought == null ? text(id) : brought;
        TokenRows.refuseTaken(connection, wanted.name(), hash(text.value()), "");
        TokenRows.insert(connection, id, wanted, hash(text.value()), request.actor());
        once.done(id);
        Audit.add(connection, request, "token.create", id, details(wanted));
        return new NewToken(TokenRows.one(connection, id), text);
    }

    @Override
    public Result<NewToken> update(Request request, String id, long version, WantedToken wanted) {
        return Results.of(
                transactions,
                connection -> {
                    var checked = check(connection, wanted);
                    var present = TokenRows.named(connection, id);
                    if (present.version() != version) {
                        throw Refused.stale(connection, id, present.version());
                    }
                    var text = checked.text();
                    var hash = text == null ? null : hash(text.value());
                    TokenRows.refuseTaken(connection, checked.name(), hash == null ? "" : hash, id);
                    TokenRows.update(connection, present, checked, hash);
                    Audit.add(connection, request, "token.update", id, details(checked));
                    return new NewToken(TokenRows.one(connection, id), text);
                });
    }

    @Override
    public Result<ServiceToken> named(String reference) {
        return Results.of(transactions, connection -> TokenRows.named(connection, reference));
    }

    @Override
    public Result<Page<ServiceToken>> list(PageRequest page) {
        return Results.of(
                transactions,
                connection ->
                        Pages.oldestFirst(
                                connection,
                                TokenRows::read,
                                page,
                                TokenRows.LIVE + Pages.named(page, "name"),
                                "ordinal",
                                Pages.names(page)));
    }

    @Override
    public Result<Done> revoke(Request request, String id) {
        return Results.of(
                transactions,
                connection -> {
                    TokenRows.one(connection, id);
                    if (TokenRows.revoke(connection, id)) {
                        Audit.add(connection, request, "token.revoke", id, "");
                    }
                    return Done.DONE;
                });
    }

    private WantedToken check(Connection connection, WantedToken wanted) throws SQLException {
        var end = wanted.expiresAt();
        if (end != null && !end.isAfter(clock.instant())) {
            throw Refused.invalid("expiresAt", "must be in the future");
        }
        if (wanted.roles().isEmpty() || !roles.containsAll(wanted.roles())) {
            throw Refused.invalid(
                    "roles", "must be at least one of " + String.join(", ", new TreeSet<>(roles)));
        }
        var text = wanted.text();
        if (text != null && !TEXT.matcher(text.value()).matches()) {
            throw Refused.invalid(
                    "token",
                    "must be 32 to 200 letters, digits and . _ ~ + / = -, from a source of randomness");
        }
        for (var project : wanted.projects()) ProjectRows.one(connection, project);
        return new WantedToken(
                Checks.name(wanted.name()),
                wanted.roles(),
                wanted.projects(),
                end,
                text,
                wanted.tokenVersion());
    }

    private Secret text(String id) {
        var random = ids.bytes(ApiKeys.SECRET_BYTES);
        return new Secret(
                "weir-token_"
                        + id
                        + "_"
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** Another hash than that of any API key of the same text. */
    private String hash(String text) {
        return ApiKeys.hash(
                hashingSecret.value().getBytes(StandardCharsets.UTF_8), "service-token\n" + text);
    }

    private static String content(WantedToken wanted) {
        var text = wanted.text();
        return String.join(
                "\n",
                details(wanted),
                text == null ? "" : text.value(),
                String.valueOf(wanted.tokenVersion()));
    }

    private static String details(WantedToken wanted) {
        return "name="
                + wanted.name()
                + " roles="
                + String.join("+", new TreeSet<>(wanted.roles()))
                + (wanted.projects().isEmpty() ? "" : " projects=" + wanted.projects())
                + (wanted.expiresAt() == null ? "" : " expiresAt=" + wanted.expiresAt())
                + (wanted.text() == null ? "" : " token=brought");
    }
}

package dev.weir.data.http;

import dev.weir.data.plan.ClientVersion;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path of clients without an engine, {@code /<client version>/<schema hash>/<action>}.
 *
 * @param base the path's first two parts
 * @param transaction the id of the transaction that it is within; empty for none
 */
record EnginePath(
        String base, ClientVersion client, String schemaHash, Route route, String transaction) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(/(\\d{1,4}\\.\\d{1,4}\\.[0-9A-Za-z.+-]{1,64})/([0-9a-f]{64}))/"
                            + "(graphql|schema|transaction/start"
                            + "|itx/([A-Za-z0-9._-]{1,128})/(graphql|commit|rollback))");

    /** The path taken apart; null if it is none of these. */
    static @Nullable EnginePath parse(String path) {
        if (path.length() < 2 || !Character.isDigit(path.charAt(1))) return null;
        var parts = FORM.matcher(path);
        if (!parts.matches()) return null;
        var within = parts.group(5);
        var route =
                switch (within == null ? parts.group(4) : parts.group(6)) {
                    case "graphql" ->
                            within == null ? Route.ENGINE_QUERY : Route.ENGINE_TRANSACTION_QUERY;
                    case "schema" -> Route.ENGINE_SCHEMA;
                    case "transaction/start" -> Route.ENGINE_TRANSACTION_START;
                    case "commit" -> Route.ENGINE_TRANSACTION_COMMIT;
                    default -> Route.ENGINE_TRANSACTION_ROLLBACK;
                };
        return new EnginePath(
                parts.group(1),
                ClientVersion.parse(parts.group(2)),
                parts.group(3),
                route,
                within == null ? "" : within);
    }

    /** What a path asks for. */
    static Route routeOf(String path) {
        var parsed = parse(path);
        return parsed == null ? Route.UNKNOWN : parsed.route();
    }
}

package dev.weir.data.engine;

import dev.weir.data.http.Endpoint;
import dev.weir.data.plan.ClientVersion;
import io.vertx.core.http.HttpMethod;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path of the protocol, {@code /<client version>/<schema hash>/<action>}.
 *
 * @param base the path's first two parts
 * @param transaction the id of the transaction that it is within; empty for none
 */
record EnginePath(
        String base, ClientVersion client, String schemaHash, Kind kind, String transaction) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(/(\\d{1,4}\\.\\d{1,4}\\.[0-9A-Za-z.+-]{1,64})/([0-9a-f]{64}))/"
                            + "(graphql|schema|transaction/start"
                            + "|itx/([A-Za-z0-9._-]{1,128})/(graphql|commit|rollback))");

    /** The kinds of requests. */
    enum Kind {
        QUERY(Endpoint.of("engine_query", HttpMethod.POST)),
        SCHEMA(Endpoint.of("engine_schema", HttpMethod.PUT)),
        START(Endpoint.of("engine_transaction_start", HttpMethod.POST)),
        QUERY_WITHIN(Endpoint.of("engine_transaction_query", HttpMethod.POST)),
        COMMIT(Endpoint.of("engine_transaction_commit", HttpMethod.POST)),
        ROLLBACK(Endpoint.of("engine_transaction_rollback", HttpMethod.POST));

        @SuppressWarnings("ImmutableEnumChecker") // a record of a text and a list that is copied
        private final Endpoint endpoint;

        Kind(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        Endpoint endpoint() {
            return endpoint;
        }
    }

    /** Takes a path apart; null if it is none of the protocol's. */
    static @Nullable EnginePath parse(String path) {
        if (path.length() < 2 || !Character.isDigit(path.charAt(1))) return null;
        var parts = FORM.matcher(path);
        if (!parts.matches()) return null;
        var within = parts.group(5);
        var kind =
                switch (within == null ? parts.group(4) : parts.group(6)) {
                    case "graphql" -> within == null ? Kind.QUERY : Kind.QUERY_WITHIN;
                    case "schema" -> Kind.SCHEMA;
                    case "transaction/start" -> Kind.START;
                    case "commit" -> Kind.COMMIT;
                    default -> Kind.ROLLBACK;
                };
        return new EnginePath(
                parts.group(1),
                ClientVersion.ofEngine(parts.group(2)),
                parts.group(3),
                kind,
                within == null ? "" : within);
    }
}

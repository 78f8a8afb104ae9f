package dev.weir.data.prisma;

import dev.weir.data.http.Endpoint;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A path of the protocol.
 *
 * @param transaction the id of the transaction that the request is within; empty for none
 */
record PrismaPath(Kind kind, String transaction) {
    private static final String TRANSACTION = "/transaction/";

    /** The kinds of requests. */
    enum Kind {
        CONNECTION_INFO(Endpoint.of("connection_info", HttpMethod.GET)),
        QUERY(Endpoint.of("query", HttpMethod.POST)),
        INVALIDATE(Endpoint.of("invalidate", HttpMethod.POST)),
        START(Endpoint.of("transaction_start", HttpMethod.POST)),
        QUERY_WITHIN(Endpoint.of("transaction_query", HttpMethod.POST)),
        COMMIT(Endpoint.of("transaction_commit", HttpMethod.POST)),
        ROLLBACK(Endpoint.of("transaction_rollback", HttpMethod.POST)),
        UNKNOWN(Endpoint.UNKNOWN);

        @SuppressWarnings("ImmutableEnumChecker") // a record of a text and a list that is copied
        private final Endpoint endpoint;

        @SuppressWarnings("ImmutableEnumChecker") // a record of this value and a text
        private final PrismaPath alone = new PrismaPath(this, "");

        Kind(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        Endpoint endpoint() {
            return endpoint;
        }

        /** The path of this kind outside a transaction. */
        PrismaPath alone() {
            return alone;
        }
    }

    /** Takes a path apart; null if it is none of the protocol's. */
    static @Nullable PrismaPath parse(String path) {
        return switch (path) {
            case "/query" -> Kind.QUERY.alone();
            case "/transaction/start" -> Kind.START.alone();
            case "/connection-info" -> Kind.CONNECTION_INFO.alone();
            case "/invalidate" -> Kind.INVALIDATE.alone();
            default -> path.startsWith(TRANSACTION) ? within(path) : null;
        };
    }

    private static @Nullable PrismaPath within(String path) {
        int end = path.indexOf('/', TRANSACTION.length());
        if (end < 0) return null;
        var kind =
                switch (path.substring(end + 1)) {
                    case "query" -> Kind.QUERY_WITHIN;
                    case "commit" -> Kind.COMMIT;
                    case "rollback" -> Kind.ROLLBACK;
                    default -> null;
                };
        return kind == null
                ? null
                : new PrismaPath(kind, path.substring(TRANSACTION.length(), end));
    }
}

package dev.weir.data.pg.wire;

import dev.weir.data.database.DatabaseFault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a database URL says, and nothing of what it should not say: parameters are allow-listed, and
 * none is handed on as it came. Prints without its password.
 *
 * @param host a name or an address, an IPv6 one without brackets
 * @param schema put first in the search path; null when the URL names none
 * @param connectTimeout null when the URL names none
 */
public record PgUrl(
        String host,
        int port,
        String database,
        String user,
        String password,
        SslMode sslMode,
        @Nullable String schema,
        @Nullable Duration connectTimeout) {
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_NAME = 255;
    private static final int MAX_TIMEOUT_SECONDS = 300;

    /** Known to Prisma and other clients, without a meaning here: Weir keeps its own pool. */
    private static final Set<String> IGNORED =
            Set.of(
                    "application_name",
                    "channel_binding",
                    "connection_limit",
                    "connect_timeout_ms",
                    "fallback_application_name",
                    "keepalives",
                    "keepalives_idle",
                    "max_idle_connection_lifetime",
                    "max_connection_lifetime",
                    "pgbouncer",
                    "pool_timeout",
                    "single_use_connections",
                    "socket_timeout",
                    "statement_cache_size",
                    "supa",
                    "target_session_attrs",
                    "uselibpqcompat");

    private static final Map<String, SslMode> SSL_MODES =
            Map.of(
                    "disable", SslMode.DISABLE,
                    "allow", SslMode.PREFER,
                    "prefer", SslMode.PREFER,
                    "require", SslMode.REQUIRE,
                    "verify-ca", SslMode.VERIFY_CA,
                    "verify-full", SslMode.VERIFY_FULL,
                    "no-verify", SslMode.REQUIRE);

    /**
     * Reads a URL.
     *
     * @throws DatabaseFault REFUSED, saying what is wrong without repeating what may be secret
     */
    public static PgUrl parse(String url) {
        return new Parser(url).parse();
    }

    @Override
    public String toString() {
        return "postgresql://" + user + ":***@" + host + ":" + port + "/" + database;
    }

    private static final class Parser {
        private final String url;
        private SslMode sslMode = SslMode.PREFER;
        private @Nullable String schema;
        private @Nullable Duration connectTimeout;

        Parser(String url) {
            this.url = url;
        }

        PgUrl parse() {
            if (url.length() > MAX_LENGTH) {
                throw fault("the database URL is longer than " + MAX_LENGTH + " characters");
            }
            int scheme = url.indexOf("://");
            String name = scheme < 0 ? "" : url.substring(0, scheme).toLowerCase(Locale.ROOT);
            if (!name.equals("postgres") && !name.equals("postgresql")) {
                throw fault("the database URL must begin with postgresql:// or postgres://");
            }
            String rest = url.substring(scheme + 3);
            int fragment = rest.indexOf('#');
            if (fragment >= 0) {
                throw fault("the database URL holds a '#': write it as %23");
            }
            int query = rest.indexOf('?');
            if (query >= 0) {
                parameters(rest.substring(query + 1));
                rest = rest.substring(0, query);
            }
            int at = rest.lastIndexOf('@');
            int slash = rest.indexOf('/', at + 1);
            String credentials = at < 0 ? "" : rest.substring(0, at);
            String authority = rest.substring(at + 1, slash < 0 ? rest.length() : slash);
            String database = slash < 0 ? "" : rest.substring(slash + 1);
            int colon = credentials.indexOf(':');
            String user =
                    decoded("user", colon < 0 ? credentials : credentials.substring(0, colon));
            String password =
                    colon < 0 ? "" : decoded("password", credentials.substring(colon + 1));
            if (user.isEmpty()) {
                throw fault("the database URL names no user");
            }
            String databaseName = decoded("database", database);
            if (databaseName.indexOf('/') >= 0) {
                throw fault("the database's name holds a '/'");
            }
            return new PgUrl(
                    host(authority),
                    port(authority),
                    databaseName.isEmpty() ? user : databaseName,
                    user,
                    password,
                    sslMode,
                    schema,
                    connectTimeout);
        }

        private static String host(String authority) {
            String host;
            if (authority.startsWith("[")) {
                int end = authority.indexOf(']');
                host = end < 0 ? "" : authority.substring(1, end);
                if (host.indexOf(':') < 0 || !host.chars().allMatch(Parser::inIpv6)) {
                    throw fault("the database URL's IPv6 address is not one");
                }
                return host;
            }
            int colon = authority.indexOf(':');
            host = colon < 0 ? authority : authority.substring(0, colon);
            if (host.isEmpty()
                    || host.length() > MAX_NAME
                    || !host.chars().allMatch(Parser::inHost)) {
                throw fault("the database URL's host is no host name or address");
            }
            return host.toLowerCase(Locale.ROOT);
        }

        private static boolean inIpv6(int c) {
            return (c < 128 && Character.digit(c, 16) >= 0) || c == ':' || c == '.';
        }

        private static boolean inHost(int c) {
            return c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_');
        }

        private static int port(String authority) {
            int from = authority.startsWith("[") ? authority.indexOf(']') + 1 : 0;
            int colon = authority.indexOf(':', from);
            if (colon < 0) {
                if (from > 0 && from < authority.length()) {
                    throw fault("the database URL's port is not one");
                }
                return 5432;
            }
            int port = number(authority.substring(colon + 1));
            if ((colon > from && from > 0) || port < 1 || port > 65535) {
                throw fault("the database URL's port is not one");
            }
            return port;
        }

        private void parameters(String query) {
            for (String pair : query.split("&", -1)) {
                if (pair.isEmpty()) {
                    continue;
                }
                int equals = pair.indexOf('=');
                String key =
                        decoded("parameter", equals < 0 ? pair : pair.substring(0, equals))
                                .toLowerCase(Locale.ROOT);
                parameter(key, equals < 0 ? "" : decoded(key, pair.substring(equals + 1)));
            }
        }

        private void parameter(String key, String value) {
            switch (key) {
                case "sslmode" -> {
                    SslMode mode = SSL_MODES.get(value);
                    if (mode == null) {
                        throw fault(
                                "sslmode is one of disable, prefer, require, verify-ca,"
                                        + " verify-full");
                    }
                    sslMode = mode;
                }
                case "schema" -> schema = value.isEmpty() ? null : value;
                case "connect_timeout" -> {
                    int seconds = number(value);
                    if (seconds < 0) {
                        throw fault("connect_timeout is not a number of seconds");
                    }
                    connectTimeout =
                            seconds == 0
                                    ? null
                                    : Duration.ofSeconds(Math.min(seconds, MAX_TIMEOUT_SECONDS));
                }
                default -> {
                    if (!IGNORED.contains(key)) {
                        throw fault(
                                "the database URL's parameter '" + shown(key) + "' is not allowed");
                    }
                }
            }
        }

        private static String shown(String key) {
            String plain = key.replaceAll("[^a-z0-9_.-]", "?");
            return plain.length() > 40 ? plain.substring(0, 40) : plain;
        }

        private static int number(String text) {
            return text.isEmpty()
                            || text.length() > 6
                            || !text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? -1
                    : Integer.parseInt(text);
        }

        private static String decoded(String what, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer plain = ByteBuffer.allocate(bytes.length);
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] != '%') {
                    plain.put(bytes[i]);
                    continue;
                }
                int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw fault(
                            "the database URL's " + shown(what) + " holds a '%' that is no %XX");
                }
                plain.put((byte) (high << 4 | low));
                i += 2;
            }
            String value;
            try {
                value = StandardCharsets.UTF_8.newDecoder().decode(plain.flip()).toString();
            } catch (CharacterCodingException e) {
                throw fault("the database URL's " + shown(what) + " is not UTF-8");
            }
            if (value.indexOf('\0') >= 0) {
                throw fault("the database URL's " + shown(what) + " holds a zero character");
            }
            return value;
        }

        private static DatabaseFault fault(String message) {
            return new DatabaseFault(DatabaseFault.Kind.REFUSED, "", message, Map.of());
        }
    }
}

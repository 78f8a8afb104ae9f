package dev.weir.control.management;

import dev.weir.runtime.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A customer's database URL, taken apart by an allow-list and put together anew: nothing that is
 * not named here reaches a driver.
 *
 * @param provider the kind of database: {@code postgresql}
 * @param password may be empty
 * @param parameters the allowed ones, by name
 */
public record DatabaseUrl(
        String provider,
        String host,
        int port,
        String databaseName,
        String user,
        Secret password,
        Map<String, String> parameters) {
    private static final int LONGEST = 4_096;
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}]");
    private static final Pattern SCHEMA = Pattern.compile("[A-Za-z_][A-Za-z0-9_$-]{0,62}");

    /** Set by clients that pool for themselves; Weir pools instead, so they say nothing here. */
    private static final Set<String> MEANINGLESS =
            Set.of(
                    "application_name",
                    "channel_binding",
                    "connect_timeout",
                    "connection_limit",
                    "max_idle_connection_lifetime",
                    "pgbouncer",
                    "pool_timeout",
                    "single_use_connections",
                    "socket_timeout",
                    "statement_cache_size");

    private static final Map<String, Pattern> ALLOWED =
            Map.of(
                    "schema",
                    SCHEMA,
                    "sslmode",
                    Pattern.compile("disable|prefer|require|verify-ca|verify-full"));

    /** Copies the parameters. */
    public DatabaseUrl {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads a URL of the form {@code postgresql://user:password@host:port/name?sslmode=…&schema=…}.
     * Port 5432 and the user's name as the database's are what a missing one means. A refusal
     * repeats nothing of the URL but a parameter's name.
     */
    public static Result<DatabaseUrl> parse(String text) {
        try {
            return new Result.Ok<>(parsed(text));
        } catch (Rule e) {
            return new Result.Refused<>(new Refusal.Invalid("databaseUrl", e.rule));
        }
    }

    /** The URL in its one canonical form, credentials included. */
    public Secret text() {
        var url =
                new StringBuilder("postgresql://")
                        .append(encode(user))
                        .append(password.value().isEmpty() ? "" : ":" + encode(password.value()))
                        .append('@')
                        .append(host)
                        .append(':')
                        .append(port)
                        .append('/')
                        .append(encode(databaseName));
        var separator = '?';
        for (var parameter : new TreeMap<>(parameters).entrySet()) {
            url.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(encode(parameter.getValue()));
            separator = '&';
        }
        return new Secret(url.toString());
    }

    /** Host, port, name and user: what may be shown. */
    @Override
    public String toString() {
        return provider + "://" + user + "@" + host + ":" + port + "/" + databaseName;
    }

    private static DatabaseUrl parsed(String text) throws Rule {
        if (text.length() > LONGEST) throw new Rule("must have at most " + LONGEST + " characters");
        var url = uri(text);
        var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("postgres") && !scheme.equals("postgresql")) {
            throw new Rule("must begin with postgresql:// or postgres://");
        }
        var authority = url.getRawAuthority();
        if (authority == null || url.getRawFragment() != null) {
            throw new Rule("must have the form postgresql://user:password@host:port/name");
        }
        int at = authority.lastIndexOf('@');
        if (at <= 0) throw new Rule("must name a user");
        var credentials = authority.substring(0, at);
        int colon = credentials.indexOf(':');
        var user = decode(colon < 0 ? credentials : credentials.substring(0, colon));
        if (user.isEmpty()) throw new Rule("must name a user");
        var password = colon < 0 ? "" : decode(credentials.substring(colon + 1));
        var server = authority.substring(at + 1).toLowerCase(Locale.ROOT);
        int portAt = server.startsWith("[") ? server.indexOf("]:") + 1 : server.indexOf(':');
        var host = portAt > 0 ? server.substring(0, portAt) : server;
        if (!HOST.matcher(host).matches()) {
            throw new Rule("must name one host, by name or address, before the port");
        }
        int port = portAt > 0 ? port(server.substring(portAt + 1)) : 5432;
        var path = url.getRawPath() == null ? "" : url.getRawPath();
        var name = path.length() > 1 ? decode(path.substring(1)) : user;
        if (name.indexOf('/') >= 0 || name.length() > 63 || user.length() > 63) {
            throw new Rule("must name a database and a user of at most 63 characters");
        }
        return new DatabaseUrl(
                "postgresql",
                host,
                port,
                name,
                user,
                new Secret(password),
                parameters(url.getRawQuery()));
    }

    private static Map<String, String> parameters(@org.jspecify.annotations.Nullable String query)
            throws Rule {
        var parameters = new TreeMap<String, String>();
        if (query == null || query.isEmpty()) return parameters;
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = decode(equals < 0 ? pair : pair.substring(0, equals));
            var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            var pattern = ALLOWED.get(name);
            if (pattern == null) {
                if (MEANINGLESS.contains(name)) continue;
                throw new Rule(
                        "must have no parameter '"
                                + shown(name)
                                + "'; allowed are "
                                + new TreeMap<>(ALLOWED).keySet());
            }
            if (!pattern.matcher(value).matches()) {
                throw new Rule("parameter " + name + " must match " + pattern);
            }
            if (parameters.put(name, value) != null) {
                throw new Rule("parameter " + name + " must stand once");
            }
        }
        return parameters;
    }

    private static URI uri(String text) throws Rule {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException _) {
            throw new Rule(
                    "must be a URL; special characters in user and password are percent-encoded");
        }
    }

    private static int port(String text) throws Rule {
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) return port;
        }
        throw new Rule("must have a port of 1 to 65535");
    }

    private static String shown(String name) {
        var shown = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return shown.substring(0, Math.min(40, shown.length()));
    }

    private static String decode(String text) throws Rule {
        String decoded;
        try {
            decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Rule("must be percent-encoded correctly");
        }
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw new Rule("must have no control character");
        }
        return decoded;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static final class Rule extends Exception {
        private static final long serialVersionUID = 1L;
        private final String rule;

        Rule(String rule) {
            super(rule, null, false, false);
            this.rule = rule;
        }
    }
}

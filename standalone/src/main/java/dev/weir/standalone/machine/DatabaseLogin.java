package dev.weir.standalone.machine;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * Logs in to the PostgreSQL database of a URL once, to report a wrong one before anything starts.
 */
public final class DatabaseLogin {
    private static final String CONNECT_SECONDS = "2";

    /** A busy server may take a while to start a session once it has accepted the connection. */
    private static final String LOGIN_SECONDS = "10";

    private DatabaseLogin() {}

    /**
     * Logs in and out. A URL of another kind of database is left to the control plane.
     *
     * @throws UpFailure with the server's reason when it refuses
     */
    public static void requireAccepted(String url) {
        var address = DatabaseAddress.of(url);
        if (address.isEmpty() || !url.startsWith("postgres")) return;
        var uri = URI.create(url);
        try (var _ =
                DriverManager.getConnection(
                        "jdbc:postgresql://" + address.get() + database(uri), properties(uri))) {
            return;
        } catch (SQLException e) {
            throw new UpFailure(
                    "the database server at %s %s: %s"
                            .formatted(
                                    address.get(),
                                    isOfTheConnection(e)
                                            ? "started no session for --database-url"
                                            : "refuses the login of --database-url",
                                    e.getMessage()),
                    e);
        }
    }

    /** SQLSTATE's class of connection exceptions: the server has not judged the login. */
    private static boolean isOfTheConnection(SQLException failure) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith("08");
    }

    private static String database(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    private static Properties properties(URI uri) {
        var properties = new Properties();
        var login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        properties.setProperty("user", decoded(login[0]));
        properties.setProperty("password", login.length > 1 ? decoded(login[1]) : "");
        properties.setProperty("loginTimeout", LOGIN_SECONDS);
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("sslmode", "prefer");
        return properties;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}

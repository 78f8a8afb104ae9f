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
    private static final String LIMIT_SECONDS = "2";

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
                    "the database server at %s refuses the login of --database-url: %s"
                            .formatted(address.get(), e.getMessage()),
                    e);
        }
    }

    private static String database(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    private static Properties properties(URI uri) {
        var properties = new Properties();
        var login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        properties.setProperty("user", decoded(login[0]));
        properties.setProperty("password", login.length > 1 ? decoded(login[1]) : "");
        properties.setProperty("loginTimeout", LIMIT_SECONDS);
        properties.setProperty("connectTimeout", LIMIT_SECONDS);
        properties.setProperty("sslmode", "prefer");
        return properties;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}

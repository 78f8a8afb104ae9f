package dev.weir.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** An empty database of a test's own. Its user owns it and is the server's superuser. */
public record TestDatabase(String host, int port, String name, String user, String password) {
    /** For pgjdbc, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, name);
    }

    /** As applications write it, with credentials. */
    public String uri() {
        return "postgresql://%s:%s@%s:%d/%s".formatted(user, password, host, port, name);
    }

    /** A new connection, to be closed by the caller. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, password);
    }

    @Override
    public String toString() {
        return "%s:%d/%s".formatted(host, port, name);
    }
}

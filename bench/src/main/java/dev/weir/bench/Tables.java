package dev.weir.bench;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** What is asked for. */
final class Tables {
    static final int ROWS = 100_000;
    private static final int USERS = 50;
    private static final int POSTS_OF_EACH = 5;

    private Tables() {}

    /** Makes the bench's rows, in the sample database that {@code ./weir up} made. */
    static void fill(String url) throws SQLException {
        fillRows(url);
        try (var connection = connect(url);
                var statement = connection.createStatement()) {
            statement.execute("TRUNCATE \"User\" RESTART IDENTITY CASCADE");
            statement.execute(
                    "INSERT INTO \"User\"(email, name, \"updatedAt\") SELECT 'u' || i || '@example.com',"
                            + " 'User ' || i, now() FROM generate_series(1, "
                            + USERS
                            + ") i");
            statement.execute(
                    "INSERT INTO \"Post\"(title, \"authorId\") SELECT 'A title of post ' || i, 1 + i % "
                            + USERS
                            + " FROM generate_series(1, "
                            + USERS * POSTS_OF_EACH
                            + ") i");
            statement.execute("ANALYZE");
        }
    }

    /** Makes only those rows that are asked for by their key. */
    static void fillRows(String url) throws SQLException {
        try (var connection = connect(url);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bench_rows(id int PRIMARY KEY, balance int)");
            statement.execute(
                    "INSERT INTO bench_rows SELECT i, i FROM generate_series(1, " + ROWS + ") i");
            statement.execute("ANALYZE bench_rows");
        }
    }

    /** Connects to the database that a URL of PostgreSQL's form names. */
    static Connection connect(String url) throws SQLException {
        var address = URI.create(url);
        var user = address.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s"
                        .formatted(address.getHost(), address.getPort(), address.getPath()),
                user[0],
                user[1]);
    }
}

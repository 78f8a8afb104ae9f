package dev.weir.bench;

import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.embedded.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Many clients that connect at the same time, ask once and go, at a database with few connections.
 */
final class ShortLived {
    private static final int CLIENTS = 500;
    private static final int MAX_CONNECTIONS = 50;

    /** What a database has that nobody gave a limit to. */
    private static final int LIMIT = 20;

    private final Stage stage;
    private final Function<String, Supplier<Request>> requests;

    ShortLived(Stage stage, Function<String, Supplier<Request>> requests) {
        this.stage = stage;
        this.requests = requests;
    }

    /** How many of the clients got an error. */
    record Errors(long throughWeir, int direct) {}

    /** Directly first: Weir's warm connections would be missing there. */
    Errors count() throws IOException, SQLException {
        Path home = stage.folder().resolve("few-connections");
        var options = PostgresOptions.FOR_TESTS.withMaxConnections(MAX_CONNECTIONS);
        try (var postgres = EmbeddedPostgres.start(home, options)) {
            var url = postgres.url("postgres");
            Tables.fillRows(url);
            int direct = direct(url);
            var environment =
                    stage.environment(Map.of("databaseUrl", url, "connectionLimit", LIMIT));
            stage.awaitServed(requests.apply(environment.key()));
            try (var load = new Load(stage.port(), CLIENTS)) {
                return new Errors(load.once(requests.apply(environment.key())).failures(), direct);
            }
        } finally {
            EmbeddedPostgres.forget(home);
        }
    }

    private static int direct(String url) throws IOException {
        var start = new CountDownLatch(1);
        var failed = new AtomicInteger();
        var clients = new Thread[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    start.await();
                                    askOnce(url);
                                } catch (SQLException e) {
                                    failed.incrementAndGet();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
        }
        start.countDown();
        try {
            for (var client : clients) client.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return failed.get();
    }

    private static void askOnce(String url) throws SQLException {
        int id = 1 + ThreadLocalRandom.current().nextInt(Tables.ROWS);
        try (var connection = Tables.connect(url);
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("SELECT balance FROM bench_rows WHERE id = " + id)) {
            if (!rows.next()) throw new SQLException("no row");
        }
    }
}

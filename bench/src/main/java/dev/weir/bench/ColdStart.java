package dev.weir.bench;

import dev.weir.bench.Stage.Application;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The first answer of an environment whose pools were stopped for idleness, beside what connecting
 * costs at the database itself. The client's own connection to the node is open before: what is
 * measured is Weir's opening, with the query that waits for it.
 */
final class ColdStart {
    private static final int ENVIRONMENTS = 4;
    private static final int CONNECTIONS = 2;
    private static final String IDLE_TIMEOUT = "PT1S";
    private static final int WARM_UP_TURNS = 3;
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Longer than a stopped pool's news takes from its node to the others. */
    private static final Duration REST = Duration.ofMillis(500);

    private static final String SESSIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE ?";

    private final Stage stage;
    private final Function<String, Supplier<Request>> requests;

    /**
     * @param requests of the environment with that key
     */
    ColdStart(Stage stage, Function<String, Supplier<Request>> requests) {
        this.stage = stage;
        this.requests = requests;
    }

    /**
     * The median of the rounds' differences between both sides' medians, in milliseconds.
     *
     * @param turns of a round; each starts every one of the environments once
     */
    double addedMillis(int rounds, int turns) throws IOException, SQLException {
        var environments = new ArrayList<Application>();
        for (int i = 0; i < ENVIRONMENTS; i++) {
            environments.add(
                    stage.environment(
                            Map.of(
                                    "connectionLimit",
                                    CONNECTIONS,
                                    "settings",
                                    Map.of("idleTimeout", IDLE_TIMEOUT))));
        }
        try (var connection = Tables.connect(stage.databaseUrl());
                var sessions = connection.prepareStatement(SESSIONS)) {
            for (var each : environments) stage.awaitServed(requests.apply(each.key()));
            for (int i = 0; i < WARM_UP_TURNS; i++) {
                turn(environments, sessions);
                connectMillis();
            }
            var differences = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                var through = new ArrayList<Double>();
                var direct = new ArrayList<Double>();
                for (int i = 0; i < turns; i++) {
                    through.addAll(turn(environments, sessions));
                    for (int j = 0; j < ENVIRONMENTS; j++) direct.add(connectMillis());
                }
                double median = median(through);
                double peer = median(direct);
                System.out.printf(
                        Locale.ROOT,
                        "  cold start: first answer %.2f ms, connecting directly %.2f ms%n",
                        median,
                        peer);
                differences[round] = median - peer;
            }
            return Comparison.median(differences);
        }
    }

    /** What each environment's first answer took once its pools had been stopped. */
    private List<Double> turn(List<Application> environments, PreparedStatement sessions)
            throws IOException, SQLException {
        var took = new ArrayList<Double>();
        for (var each : environments) awaitStopped(each, sessions);
        LockSupport.parkNanos(REST.toNanos());
        for (var each : environments) {
            try (var client = OneClient.connect(stage.port(), requests.apply(each.key()))) {
                long since = System.nanoTime();
                if (!client.ask()) throw new IOException("a first request was refused");
                took.add((System.nanoTime() - since) / 1e6);
            }
        }
        return took;
    }

    private static void awaitStopped(Application environment, PreparedStatement sessions)
            throws IOException, SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            sessions.setString(1, "weir/" + environment.id() + "/%");
            try (var rows = sessions.executeQuery()) {
                if (rows.next() && rows.getInt(1) == 0) return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        throw new IOException("an idle environment was not stopped within " + PATIENCE);
    }

    private double connectMillis() throws SQLException {
        long since = System.nanoTime();
        try (Connection opened = Tables.connect(stage.databaseUrl())) {
            double took = (System.nanoTime() - since) / 1e6;
            if (!opened.isValid(1)) throw new SQLException("connected, but not valid");
            return took;
        }
    }

    private static double median(List<Double> values) {
        return Comparison.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}

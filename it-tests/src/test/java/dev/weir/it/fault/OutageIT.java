package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.it.client.RunningWeir;
import dev.weir.it.client.WeirProcess;
import dev.weir.it.fault.Operator.Application;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nodes do while nobody leads them, on processes of their own. How long each outage lasts:
 * {@code -Dweir.outage.seconds=600}; by default longer than a lease and the wait before reaping.
 */
final class OutageIT {
    private static final Duration OUTAGE =
            Duration.ofSeconds(Integer.getInteger("weir.outage.seconds", 15));
    private static final List<String> CONTROL_PLANES =
            List.of("control-plane-1", "control-plane-2");
    private static final int CLIENTS = 8;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final int SCRAPES = 20;
    private static final String COMMITS = "weir_control_commits_total";

    @TempDir static Path folder;
    private static RunningWeir weir;
    private static Operator operator;
    private static UpProcesses processes;

    @BeforeAll
    static void start() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var data = folder.resolve("data");
        weir = RunningWeir.startIn(data, "--processes", "--control-planes", "2");
        processes = new UpProcesses(weir, data);
        operator = new Operator(weir);
    }

    @AfterAll
    static void stop() throws IOException {
        processes.close();
        weir.close();
    }

    /** Something that is away for a while. */
    private interface Outage {
        void begin() throws Exception;

        void end() throws Exception;
    }

    @Test
    void queriesGoOnAndADormantEnvironmentStartsWithoutAControlPlane() throws Exception {
        lastThrough(
                "control-plane",
                new Outage() {
                    @Override
                    public void begin() throws IOException {
                        for (var name : CONTROL_PLANES) processes.kill(name);
                    }

                    @Override
                    public void end() throws IOException {
                        for (var name : CONTROL_PLANES) processes.start(name);
                    }
                });
    }

    @Test
    void queriesGoOnAndADormantEnvironmentStartsWithoutKafka() throws Exception {
        lastThrough(
                "kafka",
                new Outage() {
                    @Override
                    public void begin() throws IOException {
                        WeirProcess.signal(weir.processOf("kafka").pid(), "STOP");
                    }

                    @Override
                    public void end() throws IOException {
                        WeirProcess.signal(weir.processOf("kafka").pid(), "CONT");
                    }
                });
    }

    private static void lastThrough(String name, Outage outage) throws Exception {
        var busy = environment(name + "-busy");
        var cold = environment(name + "-cold");
        try (var load = load(busy)) {
            await().atMost(Operator.PATIENCE).until(() -> load.good() > 200);
            outage.begin();
            try {
                LockSupport.parkNanos(OUTAGE.toNanos());
                for (var endpoint : weir.endpoints()) {
                    try (var client = cold.at(endpoint)) {
                        assertThat(Load.wrong(client.query("SELECT 1")))
                                .as("a first request while %s is away", name)
                                .isEmpty();
                    }
                }
            } finally {
                outage.end();
            }
            long during = load.good();
            await().atMost(Operator.PATIENCE).until(() -> load.good() > during + 200);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
        // Whoever was away leads again.
        environment(name + "-afterwards");
    }

    private static Application environment(String name) throws IOException {
        await().atMost(Operator.PATIENCE).ignoreExceptions().until(operator::isServed);
        var made = operator.create(name, weir.get("databaseUrl"), Map.of("connectionLimit", 4));
        operator.awaitPlaced(made, weir.endpoints(), 2);
        return made;
    }

    private static Load load(Application application) {
        return Load.start(
                CLIENTS,
                PAUSE,
                number -> {
                    var at = weir.endpoints().get(number % weir.endpoints().size());
                    var client = application.at(at);
                    return () -> Load.wrong(client.query("SELECT 1"));
                });
    }

    /**
     * A replica that was paused for longer than a lease, while another took over what was its: what
     * it goes on with is of another time, and nothing of it is committed.
     */
    @Test
    void aReplicaThatWasPausedCommitsNothingOfWhatItKnew() throws Exception {
        var busy = environment("paused-busy");
        try (var load = load(busy)) {
            await().atMost(Operator.PATIENCE).until(() -> load.good() > 200);
            var before = owners();
            double committed = pauseAtRest("control-plane-2");
            Map<String, Long> taken;
            try {
                await().atMost(Operator.PATIENCE).until(() -> !owners().equals(before));
                LockSupport.parkNanos(OUTAGE.toNanos());
                // Something is decided meanwhile, on what the paused one has decided last.
                environment("paused-made");
                taken = owners();
            } finally {
                WeirProcess.signal(processes.pid("control-plane-2"), "CONT");
            }
            long looks = 0;
            double seen = commits("control-plane-2");
            // Read in this order: what was counted before nobody owned anything anew is of old.
            long end = System.nanoTime() + Operator.PATIENCE.toNanos();
            while (owners().equals(taken)) {
                assertThat(System.nanoTime()).as("it gets a share again").isLessThan(end);
                assertThat(seen).as("commits of the replica that was paused").isEqualTo(committed);
                looks++;
                seen = commits("control-plane-2");
            }
            assertThat(looks).isPositive();
            long during = load.good();
            await().atMost(Operator.PATIENCE).until(() -> load.good() > during + 200);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }

    /**
     * Pauses a replica while nothing is being committed, so that what it has counted is what it has
     * committed: not one commit is on its way, or finished after it was asked.
     *
     * @return how often it has committed
     */
    private static double pauseAtRest(String name) throws IOException, SQLException {
        long end = System.nanoTime() + Operator.PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            var versions = versions();
            LockSupport.parkNanos(REST.toNanos());
            double committed = commits(name);
            WeirProcess.signal(processes.pid(name), "STOP");
            LockSupport.parkNanos(REST.toNanos());
            if (versions().equals(versions)) return committed;
            WeirProcess.signal(processes.pid(name), "CONT");
        }
        throw new AssertionError("something was committed all the time");
    }

    /** The generation of each partition's owner, as the store has it. */
    private static Map<String, Long> owners() throws IOException, SQLException {
        var owners =
                stored(
                        "SELECT partition, generation FROM consumer_offset"
                                + " WHERE topic LIKE '%.pool-events'");
        assertThat(owners).as("owned partitions").isNotEmpty();
        return owners;
    }

    /** How often each database's grants were changed. */
    private static Map<String, Long> versions() throws IOException, SQLException {
        return stored("SELECT id, version FROM database_server");
    }

    private static Map<String, Long> stored(String query) throws IOException, SQLException {
        var settings = "control-plane-1";
        var found = new TreeMap<String, Long>();
        try (var connection =
                        DriverManager.getConnection(
                                processes.setting(settings, "control.database.url"),
                                processes.setting(settings, "control.database.user"),
                                processes.setting(settings, "control.database.password"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) found.put(rows.getString(1), rows.getLong(2));
        }
        return found;
    }

    /** How often a replica has committed since it began. */
    private static double commits(String name) throws IOException {
        for (var each : weir.ready().path("processes")) {
            if (!each.path("name").asText().equals(name)) continue;
            var metrics = metrics(name, each.path("health").asText());
            for (var line : metrics.lines().toList()) {
                if (line.startsWith(COMMITS)) {
                    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                }
            }
            throw new IOException(name + " tells no " + COMMITS + " but " + metrics);
        }
        throw new IOException("no process " + name);
    }

    /**
     * A scrape that fails is asked again: right after its pause a replica was seen to answer 500
     * once. What its log says of that is told, so that the next time shows why.
     */
    private static String metrics(String name, String health) throws IOException {
        var request =
                HttpRequest.newBuilder(URI.create(health + "/metrics"))
                        .timeout(Duration.ofSeconds(20))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofString());
            for (int i = 0; answer.statusCode() == 500 && i < SCRAPES; i++) {
                System.out.println(name + " said " + answer.body() + "\n" + failures(name));
                LockSupport.parkNanos(PAUSE.toNanos());
                answer = client.send(request, BodyHandlers.ofString());
            }
            if (answer.statusCode() != 200) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The end of a process's log, from its last failed request on. */
    private static String failures(String name) throws IOException {
        var log = Files.readString(folder.resolve("data").resolve("log").resolve(name + ".log"));
        return log.substring(Math.max(0, log.lastIndexOf("request failed")));
    }
}

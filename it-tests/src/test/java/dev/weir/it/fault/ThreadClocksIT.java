package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.it.client.RunningWeir;
import dev.weir.it.client.WeirProcess;
import dev.weir.it.fault.Operator.Application;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nodes charge to accounts, {@code _platform} included, is what the kernel says that their
 * event loops and compilers used, whatever these did: queries of their own pools and of a
 * sibling's, refusals, new connections, compilation.
 */
@EnabledOnOs(OS.LINUX)
final class ThreadClocksIT {
    private static final int CLIENTS = 8;
    private static final Duration PAUSE = Duration.ZERO;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /**
     * Not those on which Vert.x accepts connections and does what blocks: a password's proof, a
     * host's address. They are in no account, and in {@code _platform} of the whole process.
     */
    private static final Pattern METERED =
            Pattern.compile("vert\\.x-eventloop-thread-[0-9]+|compile-[0-9]+");

    /** So much that a start and a stop are little of it. */
    private static final double ENOUGH_MILLIS = 10_000;

    private static final int REQUESTS_A_CONNECTION = 50;
    private static final int SHAPES = 40;
    private static final List<String> NODES = List.of("node-a1", "node-a2");
    private static final String SCHEMA =
            """
            datasource db {
              provider = "postgresql"
              url      = env("DATABASE_URL")
            }
            model Post {
              id    Int    @id
              title String
            }
            """;

    @TempDir Path folder;

    @Test
    void whatNodesChargeIsWhatTheirThreadsUsed() throws Exception {
        var data = folder.resolve("weir");
        try (var weir =
                        RunningWeir.startIn(
                                data, "--processes", "--clusters", "1", "--nodes", "2");
                var processes = new UpProcesses(weir, data);
                var tables = new MeterDatabase(processes)) {
            var operator = new Operator(weir);
            var one = operator.create("one", weir.get("databaseUrl"), Map.of());
            var other = operator.create("other", weir.get("databaseUrl"), Map.of());
            operator.awaitPlaced(one, weir.endpoints(), 1);
            operator.awaitPlaced(other, weir.endpoints(), 1);
            var clocks = new TreeMap<String, ThreadClocks>();
            for (var node : NODES) clocks.put(node, new ThreadClocks(weir.processOf(node).pid()));
            load(weir, List.of(one, other), clocks);
            for (var each : clocks.entrySet()) {
                var name = each.getKey().substring("node-".length());
                compare(name, weir.processOf(each.getKey()), each.getValue(), data, tables);
            }
        }
    }

    private static void load(
            RunningWeir weir, List<Application> applications, Map<String, ThreadClocks> clocks)
            throws IOException {
        var schema = Base64.getEncoder().encodeToString(SCHEMA.getBytes(StandardCharsets.UTF_8));
        var hash = sha256(schema);
        for (var application : applications) {
            try (var client = application.at(weir.endpoint())) {
                var given = client.put("/6.19.3/" + hash + "/schema", schema);
                assertThat(given.status()).as(given.body()).isEqualTo(200);
            }
        }
        try (var load =
                Load.start(CLIENTS, PAUSE, number -> asking(weir, applications, hash, number))) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> {
                        // All of them each time: compilers that are out of work end.
                        for (var each : clocks.values()) each.find();
                        return clocks.values().stream()
                                .allMatch(each -> each.millis(METERED) > ENOUGH_MILLIS);
                    });
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Mostly queries; now and then one to compile, a stranger, and another connection. */
    private static Load.Asking asking(
            RunningWeir weir, List<Application> applications, String hash, int number) {
        var application = applications.get(number % applications.size());
        var endpoint = endpoint(weir, number / applications.size());
        var client = application.at(endpoint);
        var stranger = new KeepAliveClient(endpoint, "nobody", Duration.ofSeconds(30));
        return new Load.Asking() {
            private int asked;

            @Override
            public String ask() throws IOException {
                int nth = ++asked;
                if (nth % REQUESTS_A_CONNECTION == 0) client.close();
                if (nth % 23 == 0) {
                    var answer = stranger.query("SELECT 1");
                    return answer.status() == 401 ? "" : "not refused: " + answer.status();
                }
                if (nth % 11 == 0) {
                    var shape = shape(1 + (number + nth / 11) % SHAPES);
                    var answer = client.post("/6.19.3/" + hash + "/graphql", shape);
                    return answer.status() == 200 && answer.body().contains("\"data\"")
                            ? ""
                            : answer.status() + " " + answer.body();
                }
                return Load.wrong(
                        client.query(
                                "SELECT n, repeat('x', 100) AS x FROM generate_series(1, 20) AS n"));
            }
        };
    }

    private static URI endpoint(RunningWeir weir, int number) {
        return weir.endpoints().get(number % weir.endpoints().size());
    }

    /** Each length of the list is a shape of its own. */
    private static String shape(int length) {
        var either =
                IntStream.range(0, length)
                        .mapToObj(n -> "{\"id\":{\"gt\":" + n + "}}")
                        .collect(Collectors.joining(","));
        return """
        {"modelName":"Post","action":"findMany","query":
         {"arguments":{"take":1,"where":{"OR":[%s]}},"selection":{"id":true,"title":true}}}\
        """
                .formatted(either);
    }

    /**
     * The node's last seal tells what it charged, at some moment between two readings of the
     * kernel's clocks: when it is told to stop, and when it is gone.
     */
    private static void compare(
            String node,
            ProcessHandle process,
            ThreadClocks clocks,
            Path data,
            MeterDatabase tables)
            throws Exception {
        var counted = new NodeCounters();
        counted.read(data.resolve("usage").resolve(node));
        long counters =
                counted.sums().values().stream().mapToLong(NodeCounters.Amounts::cpuMillis).sum();
        clocks.find();
        double before = clocks.millis(METERED);
        WeirProcess.signal(process.pid(), "TERM");
        while (process.isAlive()) {
            clocks.read();
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        double after = clocks.millis(METERED);
        var of = " FROM source_seal WHERE node = '" + node + "'";
        await().atMost(PATIENCE)
                .until(() -> tables.number("SELECT count(*)" + of + " AND boundary = 'end'") == 1);
        long charged = tables.number("SELECT sum(attributed_cpu_millis)" + of);
        long environments = tables.number("SELECT sum(environments_cpu_millis)" + of);
        var told =
                ("%s charged %d ms, %d of them to environments, whose counters said %d;"
                                + " its metered threads used %.0f to %.0f ms; all: %s")
                        .formatted(
                                node,
                                charged,
                                environments,
                                counters,
                                before,
                                after,
                                clocks.byName());
        System.out.println(told);
        assertThat((double) charged).as(told).isBetween(0.99 * before, 1.01 * after);
        assertThat((double) environments).as(told).isBetween(0.99 * counters, 1.01 * counters);
    }
}

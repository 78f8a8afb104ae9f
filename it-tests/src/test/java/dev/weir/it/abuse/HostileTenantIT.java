package dev.weir.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.it.client.Environments;
import dev.weir.it.client.RunningWeir;
import dev.weir.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One tenant sends what would fill a node's memory or keep its event loops busy. It is answered in
 * its protocol's form, and no other tenant loses a request.
 */
final class HostileTenantIT {
    private static final int QUIET_TENANTS = 9;
    private static final int CONNECTIONS_EACH = 2;
    private static final int ATTACKERS = 6;
    private static final int ATTACKS_EACH = 4;
    private static final int UNREAD = 60;
    private static final int BODY_BYTES = 31 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RunningWeir weir;
    private static Environments.Environment hostile;
    private static final List<Environments.Environment> QUIET = new ArrayList<>();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What the tenant sends. */
    enum Attack {
        TINY_PARAMETERS("/sql") {
            @Override
            String body() {
                return filled("{\"query\":\"select 1\",\"params\":[", "[]", "]}");
            }
        },
        TINY_OBJECTS("/query") {
            @Override
            String body() {
                return filled(
                        "{\"operation\":\"x\",\"params\":{},\"plan\":{\"type\":\"value\",\"args\":[",
                        "{}",
                        "]}}");
            }
        },
        DOUBLED_LIST("/query") {
            @Override
            String body() {
                return plan(doubled("{\"type\":\"value\",\"args\":[1,2]}", "concat", 40));
            }
        },
        JOIN_OF_ONE_KEY("/query") {
            @Override
            String body() {
                var rows =
                        "{\"type\":\"query\",\"args\":{\"type\":\"templateSql\",\"fragments\":"
                                + "[{\"type\":\"stringChunk\",\"chunk\":\"select 1 as k, n from"
                                + " generate_series(1,20000) n\"}],\"placeholderFormat\":{\"prefix\":"
                                + "\"$\",\"hasNumbering\":true},\"args\":[],\"argTypes\":[],"
                                + "\"chunkable\":false}}";
                return plan(
                        "{\"type\":\"join\",\"args\":{\"parent\":"
                                + rows
                                + ",\"children\":[{\"child\":"
                                + rows
                                + ",\"on\":[[\"k\",\"k\"]],\"parentField\":\"c\","
                                + "\"isRelationUnique\":false}],\"canAssumeStrictEquality\":true}}");
            }
        },
        LARGE_ANSWERS("/sql") {
            @Override
            String body() {
                return "{\"query\":\"select repeat('x', 13000000)\"}";
            }
        };

        final String path;

        Attack(String path) {
            this.path = path;
        }

        abstract String body();

        private static String plan(String node) {
            return "{\"operation\":\"x\",\"params\":{},\"plan\":" + node + "}";
        }

        private static String filled(String head, String value, String tail) {
            int count = BODY_BYTES / (value.length() + 1);
            return head + (value + ",").repeat(count) + value + tail;
        }

        private static String doubled(String list, String kind, int times) {
            var text = new StringBuilder();
            for (int i = 0; i <= times; i++) {
                text.append("{\"type\":\"let\",\"args\":{\"bindings\":[{\"name\":\"v")
                        .append(i)
                        .append("\",\"expr\":")
                        .append(i == 0 ? list : twice(kind, "v" + (i - 1)))
                        .append("}],\"expr\":");
            }
            return text.append(get("v" + times)).append("}}".repeat(times + 1)).toString();
        }

        private static String twice(String kind, String name) {
            return "{\"type\":\"" + kind + "\",\"args\":[" + get(name) + "," + get(name) + "]}";
        }

        private static String get(String name) {
            return "{\"type\":\"get\",\"args\":{\"name\":\"" + name + "\"}}";
        }
    }

    @BeforeAll
    static void start() throws IOException {
        weir = RunningWeir.shared();
        var environments = new Environments(weir);
        var database = TestPostgres.freshDatabase().uri();
        hostile = environments.make(database, 2 * CONNECTIONS_EACH, Map.of());
        for (int i = 0; i < QUIET_TENANTS; i++) {
            QUIET.add(environments.make(database, CONNECTIONS_EACH, Map.of()));
        }
    }

    @AfterAll
    static void allNodesServe() throws Exception {
        for (var endpoint : weir.endpoints()) {
            for (var tenant : QUIET) {
                var answer = send(HttpClient.newHttpClient(), sql(endpoint, tenant, "select 7"));
                assertThat(answer.body()).contains("7");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Attack.class)
    void harmsNobodyElse(Attack attack) throws Exception {
        var answers = new ConcurrentLinkedQueue<String>();
        besideQuietTenants(() -> {
            var body = attack.body();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < ATTACKERS; i++) {
                    int number = i;
                    var _ = threads.submit(() -> attack(attack, body, number, answers));
                }
            }
        });
        assertThat(answers).isNotEmpty();
        for (var answer : answers) {
            assertThat(answer).doesNotStartWith("500").doesNotContain("OutOfMemory");
            boolean refused = answer.startsWith("4") || answer.startsWith("50");
            assertThat(refused || attack == Attack.LARGE_ANSWERS).as(answer).isTrue();
        }
    }

    private void attack(Attack attack, String body, int number, Queue<String> answers) {
        for (int i = 0; i < ATTACKS_EACH; i++) {
            var endpoint = weir.endpoints().get((number + i) % weir.endpoints().size());
            var request =
                    HttpRequest.newBuilder(endpoint.resolve(attack.path))
                            .timeout(PATIENCE)
                            .header("authorization", "Bearer " + hostile.apiKey())
                            .header("neon-connection-string", url(hostile))
                            .POST(BodyPublishers.ofString(body));
            try {
                var answer = client.send(request.build(), BodyHandlers.ofString());
                answers.add(answer.statusCode() + " " + beginning(answer.body()));
            } catch (IOException e) {
                answers.add("413 closed while the body was sent: " + e.getMessage());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(200, text.length()));
    }

    /** Sixty answers of thirteen megabytes each that are asked for, and never read. */
    @Test
    void answersThatNobodyReadsHarmNobodyElse() throws Exception {
        var open = new ArrayList<Socket>();
        besideQuietTenants(() -> {
            var body = Attack.LARGE_ANSWERS.body();
            for (int i = 0; i < UNREAD; i++) {
                var endpoint = weir.endpoints().get(i % weir.endpoints().size());
                var socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.getPort());
                open.add(socket);
                var head =
                        "POST /sql HTTP/1.1\r\nhost: x\r\nneon-connection-string: "
                                + url(hostile)
                                + "\r\ncontent-length: "
                                + body.length()
                                + "\r\n\r\n";
                socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
            }
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        });
        for (var socket : open) socket.close();
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws Exception;
    }

    /** Each of the other tenants asks, one request after the other, until the deed is done. */
    private void besideQuietTenants(Deed deed) throws Exception {
        var lost = new ConcurrentLinkedQueue<String>();
        var served = new AtomicInteger();
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = new ArrayList<Future<?>>();
            for (int i = 0; i < QUIET_TENANTS; i++) {
                int number = i;
                asking.add(
                        threads.submit(() -> {
                            for (int n = 0; !over.get(); n++) ask(number, n, served, lost);
                        }));
            }
            try {
                await().until(() -> served.get() >= QUIET_TENANTS);
                deed.run();
            } finally {
                over.set(true);
            }
            for (var each : asking) each.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
        }
        assertThat(lost).isEmpty();
        assertThat(served.get()).isGreaterThan(QUIET_TENANTS);
    }

    private void ask(int tenant, int n, AtomicInteger served, Queue<String> lost) {
        var endpoint = weir.endpoints().get(n % weir.endpoints().size());
        try {
            var answer = send(client, sql(endpoint, QUIET.get(tenant), "select 'row' || " + n));
            boolean right = answer.statusCode() == 200 && answer.body().contains("row" + n);
            if (right) served.incrementAndGet();
            else lost.add(answer.statusCode() + " " + beginning(answer.body()));
        } catch (IOException | InterruptedException e) {
            lost.add(e.toString());
        }
        LockSupport.parkNanos(20_000_000);
    }

    private static HttpRequest sql(URI endpoint, Environments.Environment tenant, String sql) {
        return HttpRequest.newBuilder(endpoint.resolve("/sql"))
                .timeout(PATIENCE)
                .header("neon-connection-string", url(tenant))
                .POST(BodyPublishers.ofString("{\"query\":\"" + sql + "\"}"))
                .build();
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    private static String url(Environments.Environment tenant) {
        return "postgresql://" + tenant.id() + ":" + tenant.apiKey() + "@database.example/";
    }
}

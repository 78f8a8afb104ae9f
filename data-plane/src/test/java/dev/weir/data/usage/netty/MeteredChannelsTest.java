package dev.weir.data.usage.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.usage.Account;
import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.CpuMeter;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Real event loops under load; only CPU clocks are compared, never wall time. */
class MeteredChannelsTest {
    private static final int REQUESTS = 3_000;
    private static final double ATTRIBUTED = 0.95;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Vertx clients = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Accounts accounts = new Accounts();
    private final Account little = account("little");
    private final Account much = account("much");

    /** The CPU that handlers burnt, by their own readings of the clock: what is true at least. */
    private final Map<Account, AtomicLong> burnt =
            Map.of(little, new AtomicLong(), much, new AtomicLong());

    /** Each server loop's thread, and its CPU when its first connection came. */
    private final Map<Long, Long> loops = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        clients.close().await();
        vertx.close().await();
    }

    // Its two servers do not share a port reliably: the second bind fails on some machines.
    @Disabled("binds one port twice")
    @Test
    void chargesLoopsToTheEnvironmentsThatUsedThem() throws Exception {
        var port = serve();

        load(port, REQUESTS);

        assertAttributed();
        assertProportionsHold();
    }

    @Test
    void chargesWorkHandedToALoopToWhomItIsFor() throws Exception {
        var loop = vertx.getOrCreateContext();
        var thread = new AtomicLong();
        var begin = new AtomicLong();
        onLoop(
                loop,
                () -> {
                    CpuMeter.current();
                    thread.set(Thread.currentThread().threadId());
                    begin.set(cpuOf(thread.get()));
                });
        var done = new CountDownLatch(2 * REQUESTS);
        for (int i = 0; i < REQUESTS; i++) {
            for (var account : List.of(little, much)) {
                Runnable task =
                        () -> {
                            burn(account);
                            done.countDown();
                        };
                loop.runOnContext(_ -> CpuMeter.current().run(account, task));
            }
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        var used = new AtomicLong();
        onLoop(loop, () -> used.set(cpuOf(thread.get()) - begin.get()));

        long charged = cpuOf(little) + cpuOf(much);
        assertThat(charged).isGreaterThan((long) (ATTRIBUTED * used.get()));
        assertProportionsHold();
    }

    /** An HTTP server on two loops, metered as a door does it. */
    private int serve() {
        int port = 0;
        for (int i = 0; i < 2; i++) {
            var server =
                    vertx.createHttpServer()
                            .connectionHandler(connection -> {
                                loops.computeIfAbsent(
                                        Thread.currentThread().threadId(),
                                        id -> {
                                            CpuMeter.current();
                                            return cpuOf(id);
                                        });
                                MeteredChannels.meter(connection, accounts.platform());
                            })
                            .requestHandler(this::answer)
                            .listen(port, "127.0.0.1")
                            .await();
            port = server.actualPort();
        }
        return port;
    }

    private void answer(HttpServerRequest request) {
        var account = request.path().equals("/much") ? much : little;
        CpuMeter.current().enter(account);
        burn(account);
        request.response().end("done");
    }

    /** Works as much for one as for the other, times five. */
    private void burn(Account account) {
        long begin = cpuNow();
        int rounds = account == much ? 15_000 : 3_000;
        long state = begin | 1;
        for (int i = 0; i < rounds; i++) state = state * 6364136223846793005L + (state >>> 17);
        assertThat(state).isNotZero();
        burnt(account).addAndGet(cpuNow() - begin);
    }

    private void load(int port, int requests) throws InterruptedException {
        var done = new CountDownLatch(2 * requests);
        var client =
                clients.createHttpClient(
                        new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port),
                        new PoolOptions().setHttp1MaxSize(8));
        for (var path : List.of("/little", "/much")) {
            for (int i = 0; i < 8; i++) send(client, path, requests / 8, done);
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        client.close().await();
    }

    private static void send(HttpClient client, String path, int left, CountDownLatch done) {
        if (left == 0) return;
        client.request(HttpMethod.GET, path)
                .compose(request -> request.send().compose(answer -> answer.body()))
                .onComplete(_ -> {
                    done.countDown();
                    send(client, path, left - 1, done);
                });
    }

    private void assertAttributed() {
        long used = 0;
        for (var loop : loops.entrySet()) used += cpuOf(loop.getKey()) - loop.getValue();
        long charged = cpuOf(little) + cpuOf(much);
        assertThat(charged)
                .as("charged to environments, of %d ns used by %d loops", used, loops.size())
                .isGreaterThan((long) (ATTRIBUTED * used));
    }

    /** Each got what its handlers burnt, and its part of what the loops did around them. */
    private void assertProportionsHold() {
        assertThat(cpuOf(little)).isGreaterThan(burnt(little).get());
        assertThat(cpuOf(much)).isGreaterThan(burnt(much).get());
        long around = cpuOf(little) + cpuOf(much) - burnt(little).get() - burnt(much).get();
        double part = (double) (cpuOf(much) - burnt(much).get()) / around;
        assertThat(part).isBetween(0.3, 0.7);
    }

    private AtomicLong burnt(Account account) {
        return java.util.Objects.requireNonNull(burnt.get(account));
    }

    private Account account(String name) {
        return accounts.of(new EnvironmentId(name), new ProjectId("shop"));
    }

    private static long cpuOf(Account account) {
        return account.totals().cpuNanos();
    }

    private static long cpuOf(long threadId) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId);
    }

    private static long cpuNow() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void onLoop(io.vertx.core.Context loop, Runnable task)
            throws InterruptedException {
        var done = new CountDownLatch(1);
        loop.runOnContext(_ -> {
            task.run();
            done.countDown();
        });
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
}

package dev.weir.data.gateway;

import dev.weir.data.compile.worker.CompileSettings;
import dev.weir.data.compile.worker.CompileWorkers;
import dev.weir.data.compile.worker.QueryPlans;
import dev.weir.data.compile.worker.SchemaChecks;
import dev.weir.data.engine.EngineProtocol;
import dev.weir.data.environment.EnvironmentDirectory;
import dev.weir.data.environment.Environments;
import dev.weir.data.http.HttpListener;
import dev.weir.data.http.HttpMetrics;
import dev.weir.data.http.ListenerSettings;
import dev.weir.data.memory.MemoryBudget;
import dev.weir.data.plan.CachingPlans;
import dev.weir.data.prisma.PrismaProtocol;
import dev.weir.data.query.QueryEvaluator;
import dev.weir.data.sql.SqlProtocol;
import dev.weir.data.transaction.TransactionIds;
import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.Counters;
import dev.weir.data.usage.NoRoomToCount;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.runtime.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A real listener and gateway on a loopback port, over a database in memory. */
final class GatewayFixture {
    static final int EVENT_LOOPS = 2;
    static final String KEY = Environments.key("shop", "k1");
    static final String OTHER_KEY = Environments.key("blog", "k1");
    static final EnvironmentSettings SETTINGS =
            new EnvironmentSettings(
                    Duration.ofMinutes(6),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    4_096,
                    1 << 20);

    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
    final FakeDatabase database = new FakeDatabase(vertx.getOrCreateContext());
    final EnvironmentDirectory directory = new EnvironmentDirectory(Environments.HASHING_SECRET);
    final Accounts accounts = new Accounts(this::open);
    final Map<String, Integer> answered = new ConcurrentHashMap<>();
    final QueryPlans queryPlans;
    private final CompileWorkers workers;
    private volatile boolean full;
    final Peers peers;
    final Gateway gateway;
    final MemoryBudget bodies;
    final HttpListener listener;
    final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    GatewayFixture() {
        this(settings -> settings);
    }

    GatewayFixture(UnaryOperator<ListenerSettings> change) {
        this("node-1", change, _ -> Peers.NONE, List.of());
    }

    /** A node that speaks more protocols. */
    GatewayFixture(Protocol... more) {
        this("node-1", settings -> settings, _ -> Peers.NONE, List.of(more));
    }

    /** A node of that name, in its life {@code life1}. */
    GatewayFixture(
            String node,
            UnaryOperator<ListenerSettings> change,
            Function<GatewayFixture, Peers> peers,
            List<Protocol> more) {
        for (var name : List.of("shop", "blog")) define(name, 1, SETTINGS);
        var ids =
                new TransactionIds(
                        Environments.HASHING_SECRET,
                        new NodeLife(new NodeId(node), new IncarnationId("life1")));
        var plans = new CachingPlans(1 << 20, new Random(1));
        var compiling = CompileSettings.DEFAULTS;
        workers = new CompileWorkers(compiling);
        queryPlans = new QueryPlans(compiling, workers);
        this.peers = peers.apply(this);
        var evaluator =
                new QueryEvaluator(Ticker.SYSTEM, InstantSource.system(), new SecureRandom());
        var prisma = new PrismaProtocol(evaluator, plans);
        var schemas = new HeldSchemas(new SchemaChecks(compiling, workers));
        gateway =
                new Gateway(
                        vertx,
                        new Protocols(
                                Stream.concat(
                                                more.stream(),
                                                Stream.of(
                                                        new SqlProtocol(),
                                                        prisma,
                                                        new EngineProtocol(
                                                                evaluator,
                                                                schemas,
                                                                queryPlans,
                                                                plans)))
                                        .toList(),
                                prisma::unclaimed),
                        directory,
                        _ -> new Backend(database, database),
                        accounts,
                        this.peers,
                        ids,
                        new SecureRandom());
        var listening = change.apply(ListenerSettings.of("127.0.0.1", 0));
        bodies = new MemoryBudget(listening.maxBufferedBytes());
        listener =
                new HttpListener(
                        vertx, listening, gateway, bodies, accounts, new Counting(), Ticker.SYSTEM);
        try {
            listener.start();
        } catch (Exception e) {
            throw new IllegalStateException("the listener does not start", e);
        }
    }

    private void define(String name, long version, EnvironmentSettings settings) {
        directory.apply(
                Environments.defined(
                        name,
                        version,
                        EnvironmentState.ACTIVE,
                        List.of(Environments.key(name, "k1")),
                        settings));
    }

    /** From now on so many of {@code shop}'s requests wait for a connection, for so long. */
    void waits(int most, Duration longest) {
        define(
                "shop",
                2,
                new EnvironmentSettings(
                        SETTINGS.idleTimeout(),
                        SETTINGS.queryTimeout(),
                        SETTINGS.transactionTimeout(),
                        longest,
                        most,
                        SETTINGS.maxResponseBytes()));
    }

    /** From now on nothing can be counted for environments that were not heard of before. */
    void countsNoMore() {
        full = true;
    }

    private Counters.Cells open(EnvironmentId environment, ProjectId project) {
        if (full) throw new NoRoomToCount(1);
        return Counters.IN_MEMORY.open(environment, project);
    }

    /** A request body that runs one statement of the application's own. */
    static String query(String sql) {
        return "{\"operation\":\"queryRaw\",\"plan\":{\"type\":\"query\",\"args\":{\"type\":"
                + "\"rawSql\",\"sql\":\""
                + sql
                + "\",\"args\":[],\"argTypes\":[]}},\"params\":{}}";
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(request(path, headers).GET());
    }

    CompletableFuture<HttpResponse<String>> postAsync(String path, String body) {
        return client.sendAsync(
                request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** With the key of the environment {@code shop}, unless the headers bring another. */
    HttpRequest.Builder request(String path, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
                        .timeout(Duration.ofSeconds(20));
        if (!List.of(headers).contains("authorization")) {
            request.header("authorization", "Bearer " + KEY);
        }
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** Begins a transaction; its id. */
    String begin(String body) throws Exception {
        var id = post("/transaction/start", body).headers().firstValue("prisma-transaction-id");
        return id.orElseThrow();
    }

    void close() throws Exception {
        listener.stop(Duration.ofMillis(600));
        workers.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private final class Counting implements HttpMetrics {
        @Override
        public void answered(String endpoint, int status, String code, long nanos) {
            answered.merge(endpoint + " " + code, 1, Integer::sum);
        }

        @Override
        public void abandoned(String endpoint) {
            answered.merge(endpoint + " abandoned", 1, Integer::sum);
        }
    }
}

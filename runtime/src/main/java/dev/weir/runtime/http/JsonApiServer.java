package dev.weir.runtime.http;

import dev.weir.runtime.ListenFault;
import dev.weir.runtime.Part;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a {@link JsonApi}: receives on Vert.x event loops, authenticates and handles on virtual
 * threads. Each answered request is a timing of the metric {@code weir.http.requests} by api,
 * method, route and status.
 */
public final class JsonApiServer implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(JsonApiServer.class);
    private static final Duration START = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final JsonApi api;
    private final Options options;
    private final MeterRegistry meters;
    private final Semaphore places;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable HttpServer server;

    /** A server that is not started yet. The Vert.x instance stays the caller's. */
    public JsonApiServer(Vertx vertx, JsonApi api, Options options, MeterRegistry meters) {
        this.vertx = vertx;
        this.api = api;
        this.options = options;
        this.meters = meters;
        this.places = new Semaphore(options.maxConcurrent());
    }

    /**
     * Where and within which bounds an API is served.
     *
     * @param port 0 lets the system choose; {@link #port()} tells which
     * @param maxBodyBytes a larger body is answered 413
     * @param timeout from a request's head to the end of its answer; what takes longer is answered
     *     504 and its handler interrupted
     * @param maxConcurrent more requests at once are answered 503
     */
    public record Options(
            String host, int port, int maxBodyBytes, Duration timeout, int maxConcurrent) {
        /** Bodies up to 1 MiB, 30 s, 256 at once. */
        public static Options on(String host, int port) {
            return new Options(host, port, 1 << 20, Duration.ofSeconds(30), 256);
        }

        /** The same with another timeout. */
        public Options withTimeout(Duration other) {
            return new Options(host, port, maxBodyBytes, other, maxConcurrent);
        }

        /** The same with another bound of bodies. */
        public Options withMaxBodyBytes(int other) {
            return new Options(host, port, other, timeout, maxConcurrent);
        }

        /** The same with another bound of requests at once. */
        public Options withMaxConcurrent(int other) {
            return new Options(host, port, maxBodyBytes, timeout, other);
        }
    }

    /**
     * Listens.
     *
     * @throws ListenFault naming the address if it cannot
     */
    @Override
    public void start() throws InterruptedException, TimeoutException {
        int idleSeconds = Math.toIntExact(options.timeout().toSeconds() + 60);
        var serverOptions =
                new HttpServerOptions()
                        .setHost(options.host())
                        .setPort(options.port())
                        .setIdleTimeout(idleSeconds);
        try {
            server =
                    vertx.createHttpServer(serverOptions)
                            .requestHandler(this::receive)
                            .listen()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw ListenFault.at(options.host(), options.port(), e);
        }
        LOG.atInfo()
                .addKeyValue("api", api.name())
                .addKeyValue("host", options.host())
                .addKeyValue("port", port())
                .log("API listens");
    }

    /** The port it listens on, once started. */
    public int port() {
        return Objects.requireNonNull(server, "not started").actualPort();
    }

    /** Accepts no new request and waits for those under way. */
    @Override
    public void stop(Duration deadline) throws InterruptedException {
        if (server == null) return;
        try {
            server.shutdown(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(deadline.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).addKeyValue("api", api.name()).log("API stopped unclean");
        }
        threads.shutdownNow();
    }

    private void receive(HttpServerRequest received) {
        var exchange = new Exchange(vertx, received, options);
        long begin = System.nanoTime();
        HeadWatch.begun(received);
        exchange.onAnswered(status -> {
            HeadWatch.ended(received);
            count(received, exchange.route(), status, begin);
        });
        if (!places.tryAcquire()) {
            exchange.answer(Answer.problem(overloaded()).withHeader("retry-after", "1"));
            return;
        }
        threads.execute(() -> {
            try {
                exchange.serve(api);
            } finally {
                places.release();
            }
        });
    }

    private void count(HttpServerRequest received, String route, int status, long begin) {
        Timer.builder("weir.http.requests")
                .description("Requests to an API, from the head received to the answer sent")
                .tag("api", api.name())
                .tag("method", known(received.method().name()))
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .register(meters)
                .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }

    /** Anybody may invent a method; metrics must not grow by it. */
    private static String known(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
            default -> "other";
        };
    }

    private Problem overloaded() {
        return Problem.unavailable(
                "overloaded",
                options.maxConcurrent() + " requests are being served, which is the bound",
                "Try again after a second.");
    }
}

package dev.weir.data.http;

import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.netty.MeteredChannels;
import dev.weir.runtime.Ticker;
import dev.weir.runtime.http.HeadWatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The listener's share of one event loop. */
final class ListenerLoop extends VerticleBase {
    private static final int PEER_WINDOW = 16 << 20;
    private static final int STREAM_WINDOW = 1 << 20;
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final ListenerSettings settings;
    private final int port;
    private final HttpHandler handler;
    private final Accounts accounts;
    private final Traffic traffic;
    private final Ticker ticker;
    private final @Nullable Path peerAuthority;

    /** Connections that have not sent a request yet, with the timer that closes them. */
    private final Map<HttpConnection, Long> silent = new HashMap<>();

    private final Set<HttpConnection> multiplexed = new HashSet<>();
    private final String idPrefix =
            Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36) + "-";
    private long ids;
    private @Nullable HttpServer server;

    ListenerLoop(
            ListenerSettings settings,
            int port,
            HttpHandler handler,
            Accounts accounts,
            Traffic traffic,
            Ticker ticker,
            @Nullable Path peerAuthority) {
        this.settings = settings;
        this.port = port;
        this.handler = handler;
        this.accounts = accounts;
        this.traffic = traffic;
        this.ticker = ticker;
        this.peerAuthority = peerAuthority;
    }

    @Override
    public Future<?> start() {
        var starting =
                vertx.createHttpServer(options())
                        .connectionHandler(this::connected)
                        .requestHandler(this::handle);
        server = starting;
        return starting.listen();
    }

    Context loop() {
        return context;
    }

    int port() {
        return server == null ? 0 : server.actualPort();
    }

    /** Tells HTTP/2 clients to open no more streams; the others learn it from their answers. */
    void drain() {
        context.runOnContext(_ ->
                Set.copyOf(multiplexed)
                        .forEach(connection -> connection.shutdown(1, TimeUnit.HOURS)));
    }

    Future<Void> close() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    private HttpServerOptions options() {
        var options =
                new HttpServerOptions()
                        .setHost(settings.host())
                        .setPort(port)
                        .setMaxHeaderSize(settings.maxHeaderBytes())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout((int) settings.idleTimeout().toMillis())
                        .setCompressionSupported(true)
                        .setCompressionLevel(1)
                        .setCompressionContentSizeThreshold(settings.compressFrom())
                        .setTcpNoDelay(true)
                        .setAcceptBacklog(4_096)
                        // Only this loop answers, so no connection needs a queue for other
                        // threads' writes, whose 1,024 places are most of what one at rest takes.
                        .setStrictThreadMode(true)
                        // No protocol uses it: without these no answer passes its handlers.
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false);
        var certificate = settings.certificate();
        var key = settings.key();
        if (certificate != null && key != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                            new PemKeyCertOptions()
                                    .setCertPath(certificate.toString())
                                    .setKeyPath(key.toString()));
        }
        if (peerAuthority != null) {
            // Between peers: both show who they are, and nothing is worth compressing.
            options.setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(new PemTrustOptions().addCertPath(peerAuthority.toString()))
                    .setCompressionSupported(false)
                    .setHttp2ConnectionWindowSize(PEER_WINDOW)
                    .setInitialSettings(
                            new Http2Settings()
                                    .setMaxConcurrentStreams(settings.maxRequests())
                                    .setInitialWindowSize(STREAM_WINDOW));
        }
        return options;
    }

    private void connected(HttpConnection connection) {
        MeteredChannels.meter(connection, accounts.platform());
        if (traffic.connections().incrementAndGet() > settings.maxConnections()) {
            connection.closeHandler(_ -> traffic.connections().decrementAndGet());
            connection.close();
            return;
        }
        silent.put(
                connection,
                vertx.setTimer(
                        settings.headerTimeout().toMillis(),
                        _ -> {
                            if (silent.remove(connection) != null) connection.close();
                        }));
        connection.closeHandler(_ -> {
            traffic.connections().decrementAndGet();
            heard(connection);
            multiplexed.remove(connection);
        });
    }

    private void heard(HttpConnection connection) {
        var timer = silent.remove(connection);
        if (timer != null) vertx.cancelTimer(timer);
    }

    private void handle(HttpServerRequest request) {
        HeadWatch.begun(request);
        if (!silent.isEmpty()) heard(request.connection());
        if (request.version() == HttpVersion.HTTP_2 && multiplexed.add(request.connection())) {
            if (traffic.draining()) request.connection().shutdown(1, TimeUnit.HOURS);
        }
        int underWay = traffic.began(ticker.nanos());
        boolean fromPeer = peerAuthority != null;
        var exchange =
                new HttpExchange(
                        request, id(request), context, fromPeer, settings, traffic, ticker);
        int limit = settings.maxRequests();
        handler.handle(exchange, underWay > limit ? Rejection.tooManyRequests(limit) : null);
    }

    /** The request's id: the client's own where it is harmless, otherwise a new one. */
    private String id(HttpServerRequest request) {
        var given = request.getHeader("x-request-id");
        return given != null && REQUEST_ID.matcher(given).matches()
                ? given
                : idPrefix + Long.toString(++ids, 36);
    }
}

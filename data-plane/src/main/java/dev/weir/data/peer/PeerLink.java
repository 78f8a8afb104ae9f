package dev.weir.data.peer;

import dev.weir.data.route.Peer;
import dev.weir.data.route.PeerHealth;
import dev.weir.runtime.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connection to one incarnation of a peer: made when it is needed, or before;
 * watched while requests are under way. On that loop.
 */
final class PeerLink {
    private static final int CONNECT_MILLIS = 1_000;
    private static final Buffer PING = Buffer.buffer("weirping"); // 8 bytes, as HTTP/2 wants

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final Peer peer;
    private final String serverName;
    private final Ticker ticker;
    private final PeerHealth health = new PeerHealth();
    private @Nullable HttpClientConnection connection;
    private @Nullable Future<HttpClientConnection> connecting;
    private int underWay;
    private long timer = -1;

    PeerLink(Vertx vertx, HttpClientAgent client, Peer peer, String serverName, Ticker ticker) {
        this.vertx = vertx;
        this.client = client;
        this.peer = peer;
        this.serverName = serverName;
        this.ticker = ticker;
    }

    Peer peer() {
        return peer;
    }

    boolean isReachable() {
        return health.isReachable(ticker.nanos());
    }

    /**
     * A request to the peer, of which nothing is sent yet. Fails if the peer cannot be reached:
     * then nothing was sent.
     *
     * <p>{@link #ended} is to be called once for each that came.
     */
    Future<HttpClientRequest> request(RequestOptions options) {
        var result = Promise.<HttpClientRequest>promise();
        connection()
                .compose(connected -> connected.request(options))
                .onComplete(
                        request -> {
                            underWay++;
                            watch();
                            result.complete(request);
                        },
                        result::fail);
        return result.future();
    }

    boolean isOpen() {
        return connection != null;
    }

    boolean mayOpenAhead() {
        return connecting == null && health.mayOpenAhead(ticker.nanos());
    }

    /**
     * Connects before a request needs it, and sends a health check: the code and the connection are
     * warm then at both ends, and the peer has no silent connection to close.
     */
    Future<Void> openAhead() {
        health.opensAhead(ticker.nanos(), random());
        return request(new RequestOptions().setMethod(HttpMethod.GET).setURI("/health"))
                .compose(out ->
                        out.send().compose(HttpClientResponse::end).onComplete(_ -> ended()));
    }

    /** Pings an idle connection now and then, which keeps it open or finds it dead. */
    void keep() {
        if (connection == null || underWay > 0) return;
        if (health.isGone(ticker.nanos())) giveUp();
        else if (health.isQuiet(ticker.nanos())) ask();
    }

    /** A request came to its end. */
    void ended() {
        underWay--;
        assert underWay >= 0 : "ends what began";
    }

    /** Closes the connection; what is under way on it fails. */
    void close() {
        var open = connection;
        connection = null;
        if (open != null) {
            var _ = open.close();
        }
    }

    private Future<HttpClientConnection> connection() {
        if (connection != null) return Future.succeededFuture(connection);
        if (connecting != null) return connecting;
        var options =
                new HttpConnectOptions()
                        .setServer(SocketAddress.inetSocketAddress(peer.port(), peer.host()))
                        .setHost(serverName)
                        .setPort(peer.port())
                        .setSsl(true)
                        .setConnectTimeout(CONNECT_MILLIS);
        var attempt = client.connect(options).onComplete(this::connected, this::notConnected);
        connecting = attempt.isComplete() ? null : attempt;
        return attempt;
    }

    private void connected(HttpClientConnection made) {
        connecting = null;
        connection = made;
        health.answered();
        made.shutdownHandler(_ -> forget(made)); // it wants no more requests
        made.closeHandler(_ -> {
            boolean unexpected = made.equals(connection) && underWay > 0;
            forget(made);
            if (unexpected) health.failed(ticker.nanos(), random());
            else health.closed();
        });
    }

    private void notConnected(Throwable cause) {
        connecting = null;
        health.failed(ticker.nanos(), random());
    }

    private void forget(HttpClientConnection made) {
        if (made.equals(connection)) connection = null;
    }

    /** Sends pings as long as a request waits for the peer. */
    private void watch() {
        if (timer >= 0) return;
        ask();
        timer = vertx.setPeriodic(PeerHealth.PING_EVERY.toMillis(), _ -> check());
    }

    private void check() {
        if (underWay == 0) {
            vertx.cancelTimer(timer);
            timer = -1;
            return;
        }
        if (health.isGone(ticker.nanos())) {
            giveUp();
        } else {
            ask();
        }
    }

    private void giveUp() {
        health.failed(ticker.nanos(), random());
        close();
    }

    private void ask() {
        var asked = connection;
        if (asked == null || !health.mayAsk()) return;
        health.asked(ticker.nanos());
        asked.ping(PING)
                .onSuccess(_ -> {
                    if (asked.equals(connection)) health.answered();
                });
    }

    private static long random() {
        return ThreadLocalRandom.current().nextLong();
    }
}

package dev.weir.data.peer;

import dev.weir.data.route.LinksAhead;
import dev.weir.data.route.Peer;
import dev.weir.data.route.PeerBook;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import dev.weir.data.usage.netty.MeteredChannels;
import dev.weir.events.ClusterId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.runtime.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's connections to its peers. On that loop. */
final class PeerLinks {
    private static final int CONNECTION_WINDOW = 16 << 20;
    private static final int STREAM_WINDOW = 1 << 20;
    private static final int HANDSHAKE_SECONDS = 1;
    private static final long CHECK_MILLIS = 1_000;

    private final Vertx vertx;
    private final PeerBook book;
    private final String region;
    private final ClusterId cluster;
    private final Account platform;
    private final Ticker ticker;
    private final HttpClientAgent client;
    private final Map<NodeId, PeerLink> links = new HashMap<>();
    private long timer = -1;
    private boolean opening;

    PeerLinks(
            Vertx vertx,
            PeerBook book,
            PeerSettings settings,
            String region,
            ClusterId cluster,
            Account platform,
            Ticker ticker) {
        this.vertx = vertx;
        this.book = book;
        this.region = region;
        this.cluster = cluster;
        this.platform = platform;
        this.ticker = ticker;
        client =
                vertx.httpClientBuilder()
                        .with(options(settings))
                        .withConnectHandler(made -> MeteredChannels.meter(made, platform))
                        .build();
    }

    private static HttpClientOptions options(PeerSettings settings) {
        var options = new HttpClientOptions();
        options.setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(true)
                .setSsl(true)
                .setForceSni(true)
                .setVerifyHost(true)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(STREAM_WINDOW))
                .setKeyCertOptions(
                        new PemKeyCertOptions()
                                .setCertPath(settings.certificate().toString())
                                .setKeyPath(settings.key().toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(settings.authority().toString()));
        options.setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true);
        return options;
    }

    /** The link to an incarnation of a peer; null if that is not known, or over. */
    @Nullable PeerLink to(NodeLife life) {
        var peer = book.find(life).orElse(null);
        return peer == null ? null : to(peer);
    }

    private PeerLink to(Peer peer) {
        var node = peer.life().node();
        var link = links.get(node);
        if (link != null && link.peer().equals(peer)) return link;
        if (link != null && link.peer().life().equals(peer.life())) {
            // Its leaving or its address changed: requests under way go on.
            var known = link.peer();
            if (known.host().equals(peer.host()) && known.port() == peer.port()) return link;
        }
        if (link != null && !link.peer().life().equals(peer.life())) link.close();
        var made =
                new PeerLink(
                        vertx, client, peer, PeerSettings.serverName(node.value(), region), ticker);
        links.put(node, made);
        return made;
    }

    /**
     * Opens links before they are needed ({@link LinksAhead}) from now on, and keeps those that are
     * open.
     */
    void openAhead() {
        if (timer >= 0) return;
        // All nodes hear of a peer at the same time, and should not connect at the same time.
        long first = 1 + ThreadLocalRandom.current().nextLong(CHECK_MILLIS);
        timer =
                vertx.setPeriodic(
                        first, CHECK_MILLIS, _ -> CpuMeter.current().run(platform, this::check));
    }

    /** Opens no more links ahead. */
    void openNoneAhead() {
        if (timer >= 0) vertx.cancelTimer(timer);
        timer = -1;
    }

    private void check() {
        for (var link : links.values()) link.keep();
        openNext();
    }

    private void openNext() {
        if (opening || timer < 0) return;
        var next =
                LinksAhead.next(
                        book.nearest(cluster),
                        peer -> to(peer).isOpen(),
                        peer -> to(peer).mayOpenAhead());
        if (next.isEmpty()) return;
        opening = true;
        to(next.get())
                .openAhead()
                .onComplete(_ -> {
                    opening = false;
                    openNext();
                });
    }

    /** Whether a new request may be forwarded to a peer. */
    boolean isReachable(NodeLife life) {
        var peer = book.find(life).orElse(null);
        return peer != null && !peer.leaving() && to(peer).isReachable();
    }
}

package dev.weir.data.http;

import dev.weir.data.route.Life;
import dev.weir.data.route.Peer;
import dev.weir.data.route.PeerBook;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.netty.MeteredChannels;
import dev.weir.events.NodeId;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's connections to its peers. On that loop. */
final class PeerLinks {
    private static final int CONNECTION_WINDOW = 16 << 20;
    private static final int STREAM_WINDOW = 1 << 20;
    private static final int HANDSHAKE_SECONDS = 1;

    private final Vertx vertx;
    private final PeerBook book;
    private final String region;
    private final Ticker ticker;
    private final HttpClientAgent client;
    private final Map<NodeId, PeerLink> links = new HashMap<>();

    PeerLinks(
            Vertx vertx,
            PeerBook book,
            PeerSettings settings,
            String region,
            Account platform,
            Ticker ticker) {
        this.vertx = vertx;
        this.book = book;
        this.region = region;
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

    /** The way to a life of a peer; null if it is not known, or over. */
    @Nullable PeerLink to(Life life) {
        var peer = book.find(life).orElse(null);
        return peer == null ? null : to(peer);
    }

    private PeerLink to(Peer peer) {
        var node = peer.life().node();
        var link = links.get(node);
        if (link != null && link.peer().equals(peer)) return link;
        if (link != null && link.peer().life().equals(peer.life())) {
            // Only that it leaves changed, or its address: what is under way goes on.
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

    /** Whether a new request may be given to a peer. */
    boolean isReachable(Life life) {
        var peer = book.find(life).orElse(null);
        return peer != null && !peer.leaving() && to(peer).isReachable();
    }
}

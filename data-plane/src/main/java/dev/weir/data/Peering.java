package dev.weir.data;

import dev.weir.data.gateway.Peers;
import dev.weir.data.http.HttpHandler;
import dev.weir.data.http.HttpListener;
import dev.weir.data.memory.MemoryBudget;
import dev.weir.data.peer.Forwarding;
import dev.weir.data.peer.PeerSettings;
import dev.weir.data.route.PeerBook;
import dev.weir.data.usage.Accounts;
import dev.weir.events.GrantEvent;
import dev.weir.events.PeerAnnounced;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Health;
import dev.weir.runtime.Part;
import dev.weir.runtime.Ticker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's dealings with its peers, if it has certificates for them; otherwise it has none. */
final class Peering {
    private static final Logger LOG = LoggerFactory.getLogger(Peering.class);
    private static final String OFF =
            "off: requests of environments served elsewhere are refused, as peer.tls.certificate is"
                    + " not set";
    private static final Part NOTHING =
            new Part() {
                @Override
                public void start() {}

                @Override
                public void stop(Duration deadline) {}
            };

    private final NodeSettings settings;
    private final Vertx vertx;
    private final Identity identity;
    private final EventLog log;
    private final Accounts accounts;
    private final PeerBook book;
    private final @Nullable Forwarding forwarding;
    private final Peers ways;
    private @Nullable HttpListener listener;

    Peering(
            NodeSettings settings,
            Vertx vertx,
            Identity identity,
            EventLog log,
            Accounts accounts) {
        this.settings = settings;
        this.vertx = vertx;
        this.identity = identity;
        this.log = log;
        this.accounts = accounts;
        book = new PeerBook(identity.node());
        forwarding = settings.peers().map(this::forwarding).orElse(null);
        ways = forwarding == null ? Peers.NONE : forwarding;
        if (forwarding == null) LOG.atWarn().addKeyValue("forwarding", OFF).log("peers");
    }

    private Forwarding forwarding(PeerSettings peers) {
        return new Forwarding(
                vertx,
                identity.life(),
                identity.cluster(),
                identity.region(),
                book,
                peers,
                accounts,
                Ticker.SYSTEM);
    }

    /** Where requests are served. */
    Peers peers() {
        return ways;
    }

    /** The route of an environment was heard. */
    void granted(GrantEvent event) {
        if (forwarding != null) forwarding.granted(event);
    }

    /** A peer was heard of. */
    void announced(PeerAnnounced peer) {
        book.apply(peer);
    }

    /** Takes the requests that peers forward. */
    Part listener(HttpHandler handler, MemoryBudget bodies) {
        var peers = settings.peers().orElse(null);
        if (peers == null) return NOTHING;
        var made =
                HttpListener.betweenNodes(
                        vertx,
                        settings.listener()
                                .secured(
                                        peers.host(),
                                        peers.port(),
                                        peers.certificate(),
                                        peers.key()),
                        peers.authority(),
                        handler,
                        bodies,
                        accounts,
                        Ticker.SYSTEM);
        listener = made;
        return made;
    }

    /** Links to peers before requests need them. To be started after the listeners. */
    Part links(List<HttpListener> listeners) {
        var ways = forwarding;
        if (ways == null) return NOTHING;
        return new Part() {
            @Override
            public void start() {
                listeners.forEach(ways::openAhead);
            }

            @Override
            public void stop(Duration deadline) {
                ways.openNoneAhead();
            }
        };
    }

    /** Tells peers of this node. To be started after the listener, and stopped first of all. */
    Part announcement() {
        if (settings.peers().isEmpty()) return NOTHING;
        return new Announcement(vertx, identity, log, this::endpoint);
    }

    private String endpoint() {
        var peers = settings.peers().orElseThrow();
        int port = listener == null ? peers.port() : listener.port();
        return peers.endpoint().orElse("https://" + peers.host() + ":" + port);
    }

    /** For readiness: a node without peers is ready, and says so. */
    Health.State state() {
        if (forwarding == null) return new Health.State(true, OFF);
        return new Health.State(true, book.size() + " peers known");
    }
}

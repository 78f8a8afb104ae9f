package dev.weir.data.route;

import dev.weir.events.ClusterId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PeerAnnounced;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The other nodes of the region, as they announced themselves last. Thread-safe. */
public final class PeerBook {
    private static final Pattern ENDPOINT =
            Pattern.compile(
                    "https://([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):([0-9]{1,5})");

    /** Makes hashes of names that differ in their last letter differ everywhere. */
    private static final int SPREAD = 0x9E3779B1;

    private final NodeId self;
    private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();

    /** Knows nobody yet. */
    public PeerBook(NodeId self) {
        this.self = self;
    }

    /** Takes a fact; facts of one node come in their order. */
    public void apply(PeerAnnounced fact) {
        if (fact.node().equals(self)) return;
        var endpoint = ENDPOINT.matcher(fact.endpoint());
        if (!endpoint.matches()) {
            peers.remove(fact.node()); // of no use to anybody
            return;
        }
        var life = fact.life();
        int port = Integer.parseInt(endpoint.group(2));
        peers.put(
                fact.node(),
                new Peer(life, fact.cluster(), endpoint.group(1), port, fact.leaving()));
    }

    /** The peer, if it still lives that life as far as is known. */
    public Optional<Peer> find(NodeLife life) {
        var peer = peers.get(life.node());
        return peer != null && peer.life().equals(life) ? Optional.of(peer) : Optional.empty();
    }

    /** Whether that life of the node is known to be over: it lives another one. */
    public boolean isOver(NodeLife life) {
        var peer = peers.get(life.node());
        return peer != null && !peer.life().equals(life);
    }

    /**
     * Those that do not leave, of a cluster first, then the others. Each node has them in another
     * order, so that not all want the same ones.
     */
    public List<Peer> nearest(ClusterId cluster) {
        return peers.values().stream()
                .filter(peer -> !peer.leaving())
                .sorted(
                        Comparator.comparing((Peer peer) -> !peer.cluster().equals(cluster))
                                .thenComparingInt(peer -> distance(peer.life().node()))
                                .thenComparing(peer -> peer.life().node().value()))
                .toList();
    }

    private int distance(NodeId node) {
        return (self.value() + ' ' + node.value()).hashCode() * SPREAD;
    }

    /** How many are known. */
    public int size() {
        return peers.size();
    }
}

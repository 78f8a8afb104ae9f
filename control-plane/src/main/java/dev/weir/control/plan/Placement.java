package dev.weir.control.plan;

import dev.weir.control.fleet.NodeStatus;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Ranks nodes for an environment by weighted rendezvous hashing: every environment has its own
 * order, in which a node comes early in proportion to its free capacity, and a node that joins or
 * leaves moves only what it gains or loses.
 */
final class Placement {
    private Placement() {}

    /** The nodes, best first. */
    static List<NodeStatus> rank(EnvironmentId environment, List<NodeStatus> nodes) {
        return nodes.stream()
                .sorted(
                        Comparator.comparingDouble((NodeStatus node) -> -score(environment, node))
                                .thenComparing(node -> node.node().value()))
                .toList();
    }

    /**
     * The clusters, best first: which ones serve an environment when the limit is too low for all.
     */
    static List<ClusterId> rankClusters(
            EnvironmentId environment, Map<ClusterId, List<NodeStatus>> nodes) {
        return nodes.keySet().stream()
                .sorted(
                        Comparator.comparingDouble((ClusterId cluster) ->
                                        -score(
                                                environment + "//" + cluster,
                                                free(nodes.getOrDefault(cluster, List.of()))))
                                .thenComparing(ClusterId::value))
                .toList();
    }

    private static int free(List<NodeStatus> nodes) {
        return nodes.stream().mapToInt(Placement::free).sum();
    }

    private static int free(NodeStatus node) {
        return Math.max(1, node.capacity() - node.held());
    }

    private static double score(EnvironmentId environment, NodeStatus node) {
        return score(environment.value() + "/" + node.node().value(), free(node));
    }

    private static double score(String name, int free) {
        long hash = mix(name);
        double unit = ((hash >>> 11) + 1) / (double) ((1L << 53) + 1);
        return -free / Math.log(unit);
    }

    /** FNV-1a, then the finisher of splitmix64, so that similar names lie far apart. */
    private static long mix(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}

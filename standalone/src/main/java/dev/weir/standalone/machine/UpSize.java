package dev.weir.standalone.machine;

/**
 * How much of Weir {@code ./weir up} runs.
 *
 * @param clusters 1 to 8, called a, b, c…
 * @param nodesPerCluster 1 to 8
 * @param controlPlanes replicas of the control plane, 1 to 8
 */
public record UpSize(int clusters, int nodesPerCluster, int controlPlanes) {
    /** What runs unless told otherwise. */
    public static final UpSize DEFAULT = new UpSize(2, 1, 1);

    private static final int MOST = 8;
    private static final int MOST_NODES = 32;

    public UpSize {
        require("--clusters", clusters, MOST);
        require("--nodes", nodesPerCluster, MOST);
        require("--control-planes", controlPlanes, MOST);
        if (clusters * nodesPerCluster > MOST_NODES) {
            throw new UpFailure(
                    "--clusters %d times --nodes %d is more than %d nodes"
                            .formatted(clusters, nodesPerCluster, MOST_NODES));
        }
    }

    private static void require(String option, int value, int most) {
        if (value >= 1 && value <= most) return;
        throw new UpFailure("%s must be between 1 and %d, not %d".formatted(option, most, value));
    }

    /** Nodes of all clusters. */
    public int nodes() {
        return clusters * nodesPerCluster;
    }

    /** The cluster of the node at an index: those of one cluster follow each other. */
    public String cluster(int node) {
        return String.valueOf((char) ('a' + node / nodesPerCluster));
    }

    /** The id of the node at an index, for example {@code b1}. */
    public String node(int node) {
        return cluster(node) + (node % nodesPerCluster + 1);
    }
}

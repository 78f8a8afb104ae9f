package dev.weir.standalone;

import dev.weir.embedded.Ports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loopback ports of {@code ./weir up}.
 *
 * @param nodes the first node's and the second's
 * @param nodesTls the same with TLS
 * @param nodeAdmin their health and metrics
 */
record UpPorts(
        List<Integer> nodes,
        List<Integer> nodesTls,
        List<Integer> nodeAdmin,
        int control,
        int controlAdmin,
        int billing,
        int billingAdmin,
        int kafka,
        int postgres) {
    /** Where the first node listens unless told otherwise. */
    static final int DEFAULT = 4466;

    private static final int ADMIN = 100;
    private static final int HIGHEST_BASE = 65_535 - ADMIN - 15;

    UpPorts {
        nodes = List.copyOf(nodes);
        nodesTls = List.copyOf(nodesTls);
        nodeAdmin = List.copyOf(nodeAdmin);
    }

    /** All ports at fixed distances from the first node's; 0: free ones, wherever they are. */
    static UpPorts from(int first) {
        if (first == 0) {
            return new UpPorts(
                    List.of(Ports.free(), Ports.free()),
                    List.of(Ports.free(), Ports.free()),
                    List.of(Ports.free(), Ports.free()),
                    Ports.free(),
                    Ports.free(),
                    Ports.free(),
                    Ports.free(),
                    Ports.free(),
                    Ports.free());
        }
        if (first < 1024 || first > HIGHEST_BASE) {
            throw new UpFailure(
                    "--port must be 0 or between 1024 and %d, not %d"
                            .formatted(HIGHEST_BASE, first));
        }
        return new UpPorts(
                List.of(first, first + 1),
                List.of(first + 2, first + 3),
                List.of(first + ADMIN, first + 1 + ADMIN),
                first + 4,
                first + 4 + ADMIN,
                first + 5,
                first + 5 + ADMIN,
                first + 14,
                first + 15);
    }

    /**
     * Sees that nobody listens on any of them.
     *
     * @throws UpFailure naming those that are taken, and what to do
     */
    void requireFree() {
        var taken =
                all().entrySet().stream()
                        .filter(each -> !Ports.isFree(each.getValue()))
                        .map(each -> each.getValue() + " (" + each.getKey() + ")")
                        .toList();
        if (taken.isEmpty()) return;
        throw new UpFailure(
                "port %s is taken by another program: stop it, or choose other ports with --port N"
                        .formatted(String.join(", ", taken)));
    }

    /** By what each is for. */
    Map<String, Integer> all() {
        var all = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < nodes.size(); i++) {
            all.put("node " + (i + 1), nodes.get(i));
            all.put("node " + (i + 1) + " with TLS", nodesTls.get(i));
            all.put("node " + (i + 1) + " health", nodeAdmin.get(i));
        }
        all.put("control plane", control);
        all.put("control plane health", controlAdmin);
        all.put("billing meter", billing);
        all.put("billing meter health", billingAdmin);
        all.put("Kafka", kafka);
        all.put("PostgreSQL", postgres);
        return all;
    }
}

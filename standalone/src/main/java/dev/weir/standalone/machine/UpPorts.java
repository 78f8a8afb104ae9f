package dev.weir.standalone.machine;

import dev.weir.embedded.Ports;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The loopback ports of {@code ./weir up}.
 *
 * @param nodes each node's
 * @param nodesTls the same with TLS
 * @param nodeAdmin their health and metrics
 * @param controls the management API of each replica of the control plane
 * @param controlAdmin their health and metrics
 */
public record UpPorts(
        List<Integer> nodes,
        List<Integer> nodesTls,
        List<Integer> nodeAdmin,
        List<Integer> controls,
        List<Integer> controlAdmin,
        int billing,
        int billingAdmin,
        int kafka,
        int postgres) {
    /** Where the first node listens unless told otherwise. */
    public static final int DEFAULT = 4466;

    private static final int ADMIN = 100;
    private static final int CONTROL = 4;
    private static final int BILLING = 5;
    private static final int KAFKA = 14;
    private static final int POSTGRES = 15;

    /** From the third node on: two ports each, plain and TLS. */
    private static final int MORE_NODES = 20;

    private static final int HIGHEST_BASE = 65_535 - 2 * ADMIN;

    public UpPorts {
        nodes = List.copyOf(nodes);
        nodesTls = List.copyOf(nodesTls);
        nodeAdmin = List.copyOf(nodeAdmin);
        controls = List.copyOf(controls);
        controlAdmin = List.copyOf(controlAdmin);
    }

    /**
     * All ports at fixed distances from the first node's; 0: free ones, wherever they are.
     *
     * @throws UpFailure when they do not fit below 65536
     */
    public static UpPorts from(int first, UpSize size) {
        if (first == 0) return free(size);
        if (first < 1024 || first > HIGHEST_BASE) {
            throw new UpFailure(
                    "--port must be 0 or between 1024 and %d, not %d"
                            .formatted(HIGHEST_BASE, first));
        }
        int nodes = size.nodes();
        int controls = size.controlPlanes();
        IntUnaryOperator node = i -> i < 2 ? first + i : first + MORE_NODES + 2 * (i - 2);
        IntUnaryOperator tls = i -> i < 2 ? first + 2 + i : node.applyAsInt(i) + 1;
        // Between the billing meter's port and Kafka's there is room for eight more replicas.
        IntUnaryOperator control = i -> i == 0 ? first + CONTROL : first + BILLING + i;
        return new UpPorts(
                list(nodes, node),
                list(nodes, tls),
                list(nodes, node.andThen(port -> port + ADMIN)),
                list(controls, control),
                list(controls, control.andThen(port -> port + ADMIN)),
                first + BILLING,
                first + BILLING + ADMIN,
                first + KAFKA,
                first + POSTGRES);
    }

    private static UpPorts free(UpSize size) {
        IntUnaryOperator any = _ -> Ports.free();
        return new UpPorts(
                list(size.nodes(), any),
                list(size.nodes(), any),
                list(size.nodes(), any),
                list(size.controlPlanes(), any),
                list(size.controlPlanes(), any),
                Ports.free(),
                Ports.free(),
                Ports.free(),
                Ports.free());
    }

    private static List<Integer> list(int count, IntUnaryOperator port) {
        var ports = new ArrayList<Integer>(count);
        for (int i = 0; i < count; i++) ports.add(port.applyAsInt(i));
        return ports;
    }

    /**
     * Sees that nobody listens on any of them.
     *
     * @throws UpFailure naming those that are taken, and what to do
     */
    public void requireFree() {
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
    public Map<String, Integer> all() {
        var all = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < nodes.size(); i++) {
            all.put("node " + (i + 1), nodes.get(i));
            all.put("node " + (i + 1) + " with TLS", nodesTls.get(i));
            all.put("node " + (i + 1) + " health", nodeAdmin.get(i));
        }
        for (int i = 0; i < controls.size(); i++) {
            var name = i == 0 ? "control plane" : "control plane " + (i + 1);
            all.put(name, controls.get(i));
            all.put(name + " health", controlAdmin.get(i));
        }
        all.put("billing meter", billing);
        all.put("billing meter health", billingAdmin);
        all.put("Kafka", kafka);
        all.put("PostgreSQL", postgres);
        return all;
    }
}

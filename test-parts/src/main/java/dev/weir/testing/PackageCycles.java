package dev.weir.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds packages that use one another in a circle. */
public final class PackageCycles {
    private final Map<String, Set<String>> uses;
    private final Set<String> done = new TreeSet<>();
    private final List<String> path = new ArrayList<>();

    private PackageCycles(Map<String, Set<String>> uses) {
        this.uses = uses;
    }

    /**
     * A circle among the packages below a root, the root itself left out: the wiring may know all.
     *
     * @return the packages in the order of use, the first one again at the end; empty if there is
     *     no circle
     */
    public static List<String> below(String root, JavaClasses classes) {
        var uses = new TreeMap<String, Set<String>>();
        for (JavaClass from : classes) {
            if (!from.getPackageName().startsWith(root + ".")) continue;
            var used = uses.computeIfAbsent(from.getPackageName(), _ -> new TreeSet<>());
            for (var dependency : from.getDirectDependenciesFromSelf()) {
                var to = dependency.getTargetClass().getPackageName();
                if (to.startsWith(root + ".")) used.add(to);
            }
        }
        return in(uses);
    }

    /** A circle in a graph, given as what each node uses. */
    static List<String> in(Map<String, Set<String>> uses) {
        var search = new PackageCycles(uses);
        for (var node : uses.keySet()) {
            var cycle = search.from(node);
            if (!cycle.isEmpty()) return cycle;
        }
        return List.of();
    }

    private List<String> from(String node) {
        int seen = path.indexOf(node);
        if (seen >= 0) {
            var cycle = new ArrayList<>(path.subList(seen, path.size()));
            cycle.add(node);
            return cycle;
        }
        if (done.contains(node)) return List.of();
        path.add(node);
        for (var next : uses.getOrDefault(node, Set.of())) {
            var cycle = next.equals(node) ? List.<String>of() : from(next);
            if (!cycle.isEmpty()) return cycle;
        }
        path.removeLast();
        done.add(node);
        return List.of();
    }
}

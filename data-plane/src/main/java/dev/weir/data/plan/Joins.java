package dev.weir.data.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attaches child records to their parents. */
final class Joins {
    private Joins() {}

    /**
     * Puts each child into all parents that have its key, in the children's order.
     *
     * @param parents a record or a list of them
     * @param strict whether keys of both sides have the same kind, else children's are cast
     * @param effort counts each parent, each child, and each child in each parent
     */
    static void attach(
            Object parents,
            Node.Child relation,
            @Nullable Object children,
            boolean strict,
            Effort effort) {
        var byKey = new HashMap<@Nullable Object, List<Object>>();
        var kinds = new HashMap<Integer, Object>();
        for (var parent : Values.asList(parents)) {
            if (!Values.isRecord(parent)) {
                throw PlanFailure.internal("Expected object, got " + Values.typeName(parent));
            }
            effort.keys(parent, relation.parentKeys());
            byKey.computeIfAbsent(Keys.of(parent, relation.parentKeys()), _ -> new ArrayList<>())
                    .add(parent);
            if (!strict && kinds.size() < relation.parentKeys().size()) {
                learnKinds(parent, relation.parentKeys(), kinds);
            }
            Values.setField(
                    parent,
                    relation.parentField(),
                    relation.unique() ? null : new ArrayList<@Nullable Object>());
        }
        for (var child : Values.asList(children)) {
            if (child != null) {
                effort.keys(child, relation.childKeys());
                var owners = byKey.get(key(child, relation.childKeys(), kinds));
                if (owners != null) {
                    effort.spend(owners.size());
                    owners.forEach(parent -> put(parent, relation, child));
                }
            }
        }
    }

    private static void learnKinds(Object parent, List<String> keys, Map<Integer, Object> kinds) {
        for (int i = 0; i < keys.size(); i++) {
            var value = Keys.canonical(parent, keys.get(i));
            if (value != null) {
                kinds.putIfAbsent(i, value);
            }
        }
    }

    private static @Nullable Object key(
            Object child, List<String> keys, Map<Integer, Object> kinds) {
        if (kinds.isEmpty()) {
            return Keys.of(child, keys);
        }
        if (keys.size() == 1) {
            return Keys.cast(Keys.canonical(child, keys.getFirst()), kinds.get(0));
        }
        var key = new ArrayList<@Nullable Object>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            key.add(Keys.cast(Keys.canonical(child, keys.get(i)), kinds.get(i)));
        }
        return key;
    }

    @SuppressWarnings("unchecked") // the list is the one put there above
    private static void put(Object parent, Node.Child relation, Object child) {
        if (relation.unique()) {
            Values.setField(parent, relation.parentField(), child);
        } else if (Values.field(parent, relation.parentField()) instanceof List<?> list) {
            ((List<Object>) list).add(child);
        }
    }
}

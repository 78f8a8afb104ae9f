package dev.weir.data.plan;

import dev.weir.data.plan.DbQuery.Fragment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a statement's arguments over several statements when they are more than the database
 * takes: the longest list is cut, all others are repeated.
 */
final class Chunks {
    private Chunks() {}

    /**
     * The arguments of each statement, in order; one element if they fit, or if no reasonable cut
     * makes them fit.
     *
     * @param arguments one per fragment that takes one
     * @param effort counts what each statement repeats
     */
    static List<List<@Nullable Object>> split(
            List<Fragment> fragments, List<@Nullable Object> arguments, int max, Effort effort) {
        int total = 0;
        int longest = -1;
        int longestCount = 0;
        boolean tuples = false;
        int index = 0;
        for (var fragment : fragments) {
            if (fragment instanceof Fragment.Text) {
                continue;
            }
            int count = count(fragment, arguments.get(index));
            total += count;
            if (!(fragment instanceof Fragment.Parameter) && count > longestCount) {
                longest = index;
                longestCount = count;
                tuples = fragment instanceof Fragment.TupleList;
            }
            index++;
        }
        if (total <= max || longest < 0) {
            return List.of(arguments);
        }
        int room = max - (total - longestCount);
        var parts = cut(Values.asList(arguments.get(longest)), tuples, room);
        if (parts.size() > PlanLimits.CHUNKS) {
            return List.of(arguments);
        }
        effort.spend((long) parts.size() * arguments.size());
        var chunks = new ArrayList<List<@Nullable Object>>(parts.size());
        for (var part : parts) {
            var chunk = new ArrayList<@Nullable Object>(arguments);
            chunk.set(longest, part);
            chunks.add(chunk);
        }
        return chunks;
    }

    /** How many placeholders a fragment has with an argument. */
    static int count(Fragment fragment, @Nullable Object argument) {
        return switch (fragment) {
            case Fragment.Text _ -> 0;
            case Fragment.Parameter _ -> 1;
            case Fragment.Tuple _ -> argument instanceof List<?> list ? list.size() : 1;
            case Fragment.TupleList _ -> {
                int count = 0;
                for (var tuple : tuples(argument)) {
                    count += tuple(tuple).size();
                }
                yield count;
            }
        };
    }

    static List<?> tuples(@Nullable Object argument) {
        if (argument instanceof List<?> list && !list.isEmpty()) {
            return list;
        }
        throw PlanFailure.internal("Malformed query template. Non-empty tuple list expected.");
    }

    static List<?> tuple(@Nullable Object element) {
        if (element instanceof List<?> list) {
            return list;
        }
        throw PlanFailure.internal("Malformed query template. Tuple expected.");
    }

    /**
     * Cuts a list of values or of tuples into parts of at most {@code room} placeholders each.
     * Equal values are kept once, lest rows are found by several parts.
     */
    private static List<List<?>> cut(List<?> list, boolean tuples, int room) {
        if (room < 1) {
            return List.of(list);
        }
        var elements = tuples ? list : new ArrayList<>(new LinkedHashSet<>(list));
        var parts = new ArrayList<List<?>>();
        int from = 0;
        int used = 0;
        for (int i = 0; i < elements.size(); i++) {
            int size = tuples ? tuple(elements.get(i)).size() : 1;
            if (used + size > room && i > from) {
                parts.add(elements.subList(from, i));
                from = i;
                used = 0;
            }
            used += size;
        }
        parts.add(elements.subList(from, elements.size()));
        return parts;
    }
}

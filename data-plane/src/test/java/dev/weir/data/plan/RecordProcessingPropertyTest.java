package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.memory.Memory;
import dev.weir.data.plan.Operations.Pagination;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Distinct, pages and order, compared with the plainest way to say the same. */
class RecordProcessingPropertyTest {
    /** A record with a number, a kind and a parent. */
    record Item(long id, String kind, String parent) {
        Map<String, @Nullable Object> record() {
            var record = new LinkedHashMap<String, @Nullable Object>();
            record.put("id", id);
            record.put("kind", kind);
            record.put("parent", parent);
            return record;
        }
    }

    /** What is asked, in plain numbers. */
    record Asked(
            boolean distinct,
            boolean linked,
            boolean reverse,
            @Nullable Long cursor,
            @Nullable Long take,
            @Nullable Long skip) {
        Operations operations() {
            return new Operations(
                    distinct ? List.of("kind") : null,
                    new Pagination(
                            cursor == null ? null : Map.of("id", constant(cursor)),
                            take == null ? null : constant(take),
                            skip == null ? null : constant(skip)),
                    linked ? List.of("parent") : null,
                    reverse,
                    Map.of());
        }

        private static Expression constant(Long value) {
            return new Expression.Constant(value);
        }
    }

    @Provide
    Arbitrary<List<Item>> items() {
        var kinds = Arbitraries.of("x", "y", "z");
        var parents = Arbitraries.of("p", "q");
        return Combinators.combine(kinds, parents)
                .as((kind, parent) -> new Item(0, kind, parent))
                .list()
                .ofMaxSize(12)
                .map(items -> {
                    var numbered = new ArrayList<Item>();
                    for (var item : items) {
                        numbered.add(new Item(numbered.size(), item.kind(), item.parent()));
                    }
                    return numbered;
                });
    }

    @Provide
    Arbitrary<Asked> asked() {
        var flag = Arbitraries.of(true, false);
        var small = Arbitraries.longs().between(0, 5).injectNull(0.4);
        return Combinators.combine(
                        flag,
                        flag,
                        flag,
                        Arbitraries.longs().between(0, 13).injectNull(0.6),
                        small,
                        small)
                .as(Asked::new);
    }

    @Property
    void isWhatTheNaiveWayGives(@ForAll("items") List<Item> items, @ForAll("asked") Asked asked) {
        var records = new ArrayList<Object>();
        items.forEach(item -> records.add(item.record()));
        var processing =
                new RecordProcessing(
                        expression -> ((Expression.Constant) expression).value(),
                        new Effort(Memory.UNLIMITED));

        var processed = processing.process(records, asked.operations());

        var ids = new ArrayList<Object>();
        for (var found : (List<?>) Objects.requireNonNull(processed)) {
            ids.add(((Map<?, ?>) found).get("id"));
        }
        assertThat(ids).isEqualTo(naive(items, asked));
    }

    private static List<Long> naive(List<Item> items, Asked asked) {
        var left = new ArrayList<Item>();
        for (var item : items) {
            boolean seen =
                    left.stream()
                            .anyMatch(other ->
                                    other.kind().equals(item.kind())
                                            && (!asked.linked()
                                                    || other.parent().equals(item.parent())));
            if (!asked.distinct() || !seen) {
                left.add(item);
            }
        }
        var groups = new TreeMap<String, List<Item>>();
        for (var item : left) {
            groups.computeIfAbsent(asked.linked() ? item.parent() : "", _ -> new ArrayList<>())
                    .add(item);
        }
        var ids = new ArrayList<Long>();
        for (var group : groups.values()) {
            boolean begun = asked.cursor() == null;
            long skipped = 0;
            long taken = 0;
            for (var item : group) {
                begun |= asked.cursor() != null && item.id() == asked.cursor();
                if (!begun) continue;
                if (asked.skip() != null && skipped++ < asked.skip()) continue;
                if (asked.take() != null && taken++ >= asked.take()) continue;
                ids.add(item.id());
            }
        }
        return asked.reverse() ? ids.reversed() : ids;
    }
}

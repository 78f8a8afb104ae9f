package dev.weir.data.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies {@link Operations} to records.
 *
 * @param evaluate gives expressions their values
 * @param effort counts the records that are visited, once for each operation
 */
record RecordProcessing(Function<Expression, @Nullable Object> evaluate, Effort effort) {
    /** What remains of a record, of a list of them, or of JSON text of these; null stays null. */
    @Nullable Object process(@Nullable Object value, Operations operations) {
        return switch (value) {
            case null -> null;
            case String json -> process(parse(json), operations);
            case List<?> list -> processAll(list, operations);
            default -> processOne(value, operations);
        };
    }

    private @Nullable Object parse(String json) {
        try {
            return JsonText.read(json, new ParseBudget(effort.memory()));
        } catch (IOException _) {
            throw PlanFailure.inconsistent("Expected records, got a string that is not valid JSON");
        }
    }

    private @Nullable Object processOne(Object found, Operations operations) {
        var pagination = operations.pagination();
        if (pagination != null) {
            var page = new Page(pagination);
            if (page.skip > 0 || page.take == 0) {
                return null;
            }
            if (page.cursor != null && !matches(found, page.cursor)) {
                return null;
            }
        }
        return processNested(found, operations.nested());
    }

    private boolean matches(Object found, Map<String, @Nullable Object> cursor) {
        effort.walk(cursor);
        effort.walk(found);
        return Keys.matches(found, cursor);
    }

    private Object processNested(Object found, Map<String, Operations> nested) {
        effort.spend(1 + nested.size());
        nested.forEach((field, operations) ->
                Values.setField(found, field, process(Values.field(found, field), operations)));
        return found;
    }

    private List<?> processAll(List<?> records, Operations operations) {
        var linking = operations.linkingFields();
        var result = records;
        if (operations.distinct() != null) {
            result = distinct(result, operations.distinct(), linking);
        }
        if (operations.pagination() != null) {
            var page = new Page(operations.pagination());
            result = linking == null ? page.of(result) : pageOfEach(result, linking, page);
        }
        if (operations.reverse()) {
            effort.spend(result.size());
            var reversed = new ArrayList<>(result);
            Collections.reverse(reversed);
            result = reversed;
        }
        if (!operations.nested().isEmpty()) {
            result.forEach(found -> processNested(found, operations.nested()));
        }
        return result;
    }

    private List<?> distinct(
            List<?> records, List<String> distinct, @Nullable List<String> linking) {
        var fields = new ArrayList<>(distinct);
        if (linking != null) {
            fields.addAll(linking);
        }
        var seen = new HashSet<@Nullable Object>();
        var result = new ArrayList<Object>();
        for (var found : records) {
            effort.keys(found, fields);
            if (seen.add(Keys.of(found, fields))) {
                result.add(found);
            }
        }
        return result;
    }

    /** The page of each parent's records; the parents in the order of their keys' texts. */
    private List<?> pageOfEach(List<?> records, List<String> linking, Page page) {
        var groups = new LinkedHashMap<@Nullable Object, List<Object>>();
        for (var found : records) {
            effort.keys(found, linking);
            groups.computeIfAbsent(Keys.of(found, linking), _ -> new ArrayList<>()).add(found);
        }
        var byText = new ArrayList<Map.Entry<String, List<Object>>>();
        groups.forEach((key, group) -> byText.add(Map.entry(Keys.text(key), group)));
        byText.sort(Map.Entry.comparingByKey());
        effort.spend(records.size());
        var result = new ArrayList<Object>();
        byText.forEach(group -> result.addAll(page.of(group.getValue())));
        return result;
    }

    /** A pagination with its values. */
    private final class Page {
        private final @Nullable Map<String, @Nullable Object> cursor;
        private final long skip;
        private final long take;

        Page(Operations.Pagination pagination) {
            cursor = pagination.cursor() == null ? null : values(pagination.cursor());
            skip = number(pagination.skip(), 0);
            take = number(pagination.take(), Long.MAX_VALUE);
        }

        private Map<String, @Nullable Object> values(Map<String, Expression> expressions) {
            var values = new LinkedHashMap<String, @Nullable Object>();
            expressions.forEach((name, expression) -> values.put(name, evaluate.apply(expression)));
            return values;
        }

        private long number(@Nullable Expression expression, long otherwise) {
            var value = expression == null ? null : Numbers.exact(evaluate.apply(expression));
            return value == null ? otherwise : Math.max(value.longValue(), 0);
        }

        List<?> of(List<?> records) {
            int first = 0;
            if (cursor != null) {
                while (first < records.size() && !matches(records.get(first), cursor)) {
                    first++;
                }
            }
            int from = (int) Math.min(first + skip, records.size());
            return records.subList(from, from + (int) Math.min(take, records.size() - from));
        }
    }
}

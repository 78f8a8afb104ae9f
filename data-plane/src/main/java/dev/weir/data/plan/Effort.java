package dev.weir.data.plan;

import dev.weir.data.memory.Memory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The work of one evaluation, counted in elements that it makes or visits: a plan of a few lines
 * may double a list in each of them. Whatever makes or walks values spends before it goes on, so
 * that an evaluation ends within a fraction of a second and its memory is counted.
 */
final class Effort {
    /** Bytes of an element: a reference, and its share of the lists that grow. */
    private static final long ELEMENT = 12;

    /** Elements whose memory is taken at once. */
    private static final int STEP = 1_024;

    /** Characters of generated SQL that count as one element. */
    private static final int TEXT = 32;

    private final Memory memory;
    private long spent;
    private long paid;

    Effort(Memory memory) {
        this.memory = memory;
    }

    /** Where what does not consist of elements takes its memory. */
    Memory memory() {
        return memory;
    }

    /**
     * Counts elements.
     *
     * @throws PlanFailure P2029 past {@link PlanLimits#WORK}
     * @throws dev.weir.data.memory.MemoryExhausted if there is no memory for them
     */
    void spend(long elements) {
        spent += elements;
        if (spent > PlanLimits.WORK) throw tooMuch();
        if (spent - paid >= STEP) {
            memory.take((spent - paid) * ELEMENT);
            paid = spent;
        }
    }

    /** Counts text that is made. */
    void text(long characters) {
        spend(1 + characters / TEXT);
    }

    /** Counts the elements of a value as if each stood for itself, wherever it is shared. */
    void walk(@Nullable Object value) {
        walk(value, 0);
    }

    private void walk(@Nullable Object value, int depth) {
        spend(1);
        if (depth > PlanLimits.DEPTH) throw tooDeep();
        switch (value) {
            case List<?> list -> list.forEach(element -> walk(element, depth + 1));
            case Map<?, ?> map -> map.values().forEach(element -> walk(element, depth + 1));
            case DataRecord found -> {
                for (var cell : found.cells()) walk(cell, depth + 1);
            }
            case null, default -> {}
        }
    }

    /** Counts what is compared of a record: these fields, whatever they hold. */
    void keys(Object container, List<String> fields) {
        spend(1);
        if (!Values.isRecord(container)) return; // refused by those who ask for its fields
        for (var field : fields) walk(Values.field(container, field));
    }

    static PlanFailure tooDeep() {
        return new PlanFailure(
                400,
                "P2029",
                "A value of the query is nested in more than "
                        + PlanLimits.DEPTH
                        + " levels, their limit.",
                Map.of());
    }

    private static PlanFailure tooMuch() {
        return new PlanFailure(
                400,
                "P2029",
                "The query makes more than "
                        + PlanLimits.WORK
                        + " values outside of the database, their limit. Ask for fewer records at"
                        + " once.",
                Map.of());
    }
}

package dev.weir.data.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is done with records in memory, in the order of the components.
 *
 * @param distinct fields of which only the first of equal records stays; null for none
 * @param linkingFields fields that say which parent a record belongs to: pages and distinctness
 *     count per parent; null if all belong together
 * @param nested for fields that hold records themselves
 */
record Operations(
        @Nullable List<String> distinct,
        @Nullable Pagination pagination,
        @Nullable List<String> linkingFields,
        boolean reverse,
        Map<String, Operations> nested) {

    /**
     * A part of a list.
     *
     * @param cursor the fields and values of the record where it starts; null for the first
     * @param take how many; null for all
     * @param skip how many after the cursor are left out; null for none
     */
    record Pagination(
            @Nullable Map<String, Expression> cursor,
            @Nullable Expression take,
            @Nullable Expression skip) {}
}

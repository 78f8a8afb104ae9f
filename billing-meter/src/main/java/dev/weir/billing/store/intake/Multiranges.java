package dev.weir.billing.store.intake;

import dev.weir.billing.rollup.Sequences;
import dev.weir.billing.rollup.Sequences.Range;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** Sequences as PostgreSQL writes an int8multirange: {@code {[1,6),[8,9)}}. */
final class Multiranges {
    private Multiranges() {}

    static String write(Sequences sequences) {
        return sequences.ranges().stream()
                .map(range -> "[" + range.first() + "," + (range.last() + 1) + ")")
                .collect(Collectors.joining(",", "{", "}"));
    }

    static Sequences read(String text) {
        var ranges = new ArrayList<Range>();
        int at = 1;
        while (text.charAt(at) != '}') {
            int comma = text.indexOf(',', at);
            int end = text.indexOf(')', comma);
            ranges.add(
                    new Range(
                            Long.parseLong(text, at + 1, comma, 10),
                            Long.parseLong(text, comma + 1, end, 10) - 1));
            at = text.charAt(end + 1) == ',' ? end + 2 : end + 1;
        }
        return new Sequences(ranges);
    }
}

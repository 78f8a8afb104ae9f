package dev.weir.billing.export;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A row of a FOCUS file as it was read, by column. */
record FocusRow(int number, Map<String, @Nullable String> values) {
    private static final Pattern DECIMAL =
            Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    @Nullable String text(String column) {
        return values.get(column);
    }

    boolean has(String column) {
        return values.get(column) != null;
    }

    boolean is(String column, String value) {
        return value.equals(values.get(column));
    }

    Optional<BigDecimal> decimal(String column) {
        var text = values.get(column);
        return text != null && DECIMAL.matcher(text).matches()
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
    }

    Optional<Instant> time(String column) {
        var text = values.get(column);
        if (text == null || !TIME.matcher(text).matches()) return Optional.empty();
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    boolean isCorrection() {
        return has("ChargeClass");
    }

    /** Whether the row is one that must say its quantity and price. */
    boolean isPriced() {
        return !isCorrection()
                && (is("ChargeCategory", "Usage") || is("ChargeCategory", "Purchase"));
    }
}

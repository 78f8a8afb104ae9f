package dev.weir.billing.export;

import dev.weir.billing.rating.Charge;
import dev.weir.billing.statement.Statement;
import java.util.List;

/**
 * A statement with the charges that it was made from.
 *
 * @param issued whether it is of a closed month
 */
public record Billed(Statement statement, List<Charge> charges, boolean issued) {
    /** Copies the charges. */
    public Billed {
        charges = List.copyOf(charges);
    }
}

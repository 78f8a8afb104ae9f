package dev.weir.billing.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BillingDatabaseTest {
    /** The migration uses the first ones; others come to be when they are needed. */
    @Test
    void eachConnectionOfThePoolServesFromItsFirstUseOn() {
        try (var database = TestStore.open()) {
            assertThat(nested(database, TestStore.CONNECTIONS))
                    .isEqualTo(List.of(List.of("billing")));
        }
    }

    /** Asks on the last of so many connections that are lent at once. */
    private static List<List<String>> nested(BillingDatabase database, int connections) {
        if (connections == 1) return TestStore.rows(database, "SELECT current_schema()");
        return database.read(_ -> nested(database, connections - 1));
    }
}

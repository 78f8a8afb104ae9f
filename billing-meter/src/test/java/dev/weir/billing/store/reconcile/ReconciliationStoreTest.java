package dev.weir.billing.store.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.store.Logged;
import dev.weir.billing.store.TestStore;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;

class ReconciliationStoreTest {
    private static final YearMonth MARCH = YearMonth.parse("2026-03");

    @Test
    void whatCannotBeReadIsRedAndLoggedWithItsCause() {
        try (var database = TestStore.open();
                var logged = new Logged(ReconciliationStore.class)) {
            database.write(connection -> {
                try (var statement = connection.createStatement()) {
                    return statement.execute(
                            """
                            INSERT INTO ledger (seq, kind, recorded_at, hour, body, hash)
                            SELECT n, CASE n WHEN 1 THEN 'seal' ELSE 'budget' END, '2026-03-01',
                                CASE n WHEN 1 THEN timestamptz '2026-03-01Z' END, 'no body', hash
                            FROM ledger_head, generate_series(1, 2) AS n;
                            UPDATE ledger_head SET seq = 2\
                            """);
                }
            });

            var levels = new ReconciliationStore(database, "EUR", "Weir").of(MARCH).levels();

            assertThat(levels)
                    .filteredOn(level -> level.id().equals("R0") || level.id().equals("R3"))
                    .hasSize(2)
                    .noneSatisfy(level -> assertThat(level.ok()).isTrue());
            assertThat(logged.events())
                    .extracting(event -> event.getMessage() + " " + event.getKeyValuePairs())
                    .containsExactly(
                            "a row cannot be read [level=\"R0\", period=\"2026-03\"]",
                            "the ledger cannot be read [period=\"2026-03\"]");
            assertThat(logged.events())
                    .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNotNull());
        }
    }
}

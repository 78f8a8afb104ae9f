package dev.weir.billing.store.intake;

import static dev.weir.billing.rollup.Records.PARTITION;
import static dev.weir.billing.rollup.Records.TEN;
import static dev.weir.billing.rollup.Records.judged;
import static dev.weir.billing.rollup.Records.logged;
import static dev.weir.billing.rollup.Records.usage;
import static dev.weir.billing.store.TestStore.rows;
import static dev.weir.billing.store.TestStore.sums;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.billing.rollup.Judgement;
import dev.weir.billing.rollup.Judgement.PutAside;
import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.TestStore;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsageStoreTest {
    private final BillingDatabase database = TestStore.open();
    private final UsageStore store = new UsageStore(database);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void writesSumsAndOffsetTogether() {
        var claim = store.claim(PARTITION);

        var next =
                store.write(
                                claim,
                                List.of(
                                        judged(0, usage(1, "env-1", 4)),
                                        judged(1, usage(2, "env-2", 6))))
                        .orElseThrow();

        assertThat(next.nextOffset()).isEqualTo(2);
        assertThat(rows(database, "SELECT environment, cpu_millis FROM usage_hour ORDER BY 1"))
                .containsExactly(List.of("env-1", "4"), List.of("env-2", "6"));
        assertThat(store.claim(PARTITION).nextOffset()).isEqualTo(2);
    }

    @Test
    void aReaderThatLostItsPartitionWritesNothing() {
        var zombie = store.claim(PARTITION);
        var owner = store.claim(PARTITION);

        assertThat(store.write(zombie, List.of(judged(0, usage(1, "env-1", 4))))).isEmpty();
        assertThat(rows(database, "SELECT * FROM usage_hour")).isEmpty();

        assertThat(store.write(owner, List.of(judged(0, usage(1, "env-1", 4))))).isPresent();
        assertThat(store.write(zombie, List.of(judged(1, usage(2, "env-1", 4))))).isEmpty();
        assertThat(rows(database, "SELECT cpu_millis FROM usage_hour"))
                .containsExactly(List.of("4"));
    }

    @Test
    void anOwnerWritesNothingFromAnOffsetThatIsNotTheNext() {
        var claim = store.claim(PARTITION);
        store.write(claim, List.of(judged(0, usage(1, "env-1", 4))));

        assertThat(store.write(claim, List.of(judged(0, usage(1, "env-1", 4))))).isEmpty();
    }

    @Test
    void readingEverythingAgainChangesNothing() {
        var batch =
                List.<Judgement>of(
                        judged(0, usage(1, "env-1", 4)),
                        new PutAside(
                                logged(1, "a1", "?".getBytes(StandardCharsets.UTF_8), TEN),
                                Reason.UNREADABLE,
                                "not JSON"),
                        judged(2, usage(3, "env-1", 4)));
        store.write(store.claim(PARTITION), batch);
        var before = sums(database);
        rewind();

        store.write(store.claim(PARTITION), batch);

        assertThat(sums(database)).isEqualTo(before);
        assertThat(rows(database, "SELECT consumed, accepted, duplicate, quarantined FROM intake"))
                .containsExactly(List.of("6", "2", "3", "1"));
    }

    @Test
    void theDatabaseItselfRefusesCountersThatDoNotAddUp() {
        store.write(store.claim(PARTITION), List.of(judged(0, usage(1, "env-1", 4))));

        assertThatExceptionOfType(StoreFault.class)
                .isThrownBy(() -> update("UPDATE intake SET accepted = accepted + 1"))
                .withCauseInstanceOf(SQLException.class)
                .satisfies(fault -> assertThat(fault.isAboutData()).isTrue());
    }

    @Test
    void putsAsideWithItsReasonAndPayload() {
        var payload = "not json".getBytes(StandardCharsets.UTF_8);
        var aside = new PutAside(logged(5, "a\0b", payload, TEN), Reason.UNREADABLE, "not JSON");

        store.write(store.claim(PARTITION), List.of(aside));

        assertThat(
                        rows(
                                database,
                                "SELECT record_offset, record_key, reason, detail,"
                                        + " convert_from(payload, 'UTF8') FROM quarantine"))
                .containsExactly(List.of("5", "a\uFFFDb", "unreadable", "not JSON", "not json"));
    }

    @Test
    void showsASourceWhoseSumsDoNotAgree() {
        store.write(
                store.claim(PARTITION),
                List.of(
                        judged(0, usage("a1", "k3v9", 1, "env-1", 4, 4)),
                        judged(1, usage("a1", "k3v9", 2, "env-1", 6, 10)),
                        judged(2, usage("b1", "k3v9", 1, "env-1", 4, 5)),
                        judged(3, usage("c1", "k3v9", 2, "env-1", 4, 9))));

        assertThat(
                        rows(
                                database,
                                "SELECT node, accepted_cpu_millis, cumulative_cpu_millis FROM"
                                        + " cumulative_mismatch"))
                .containsExactly(List.of("b1", "4", "5"));
    }

    @Test
    void tellsADatabaseOutOfReachFromBadData() {
        database.close();

        assertThatExceptionOfType(StoreFault.class)
                .isThrownBy(() -> store.claim(PARTITION))
                .satisfies(fault -> assertThat(fault.isAboutData()).isFalse());
    }

    private void rewind() {
        update("UPDATE intake SET next_offset = 0");
    }

    private void update(String sql) {
        database.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }
}

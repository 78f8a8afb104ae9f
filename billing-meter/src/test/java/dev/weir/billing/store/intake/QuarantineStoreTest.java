package dev.weir.billing.store.intake;

import static dev.weir.billing.rollup.Records.PARTITION;
import static dev.weir.billing.rollup.Records.TEN;
import static dev.weir.billing.rollup.Records.judged;
import static dev.weir.billing.rollup.Records.usage;
import static dev.weir.billing.store.TestStore.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.billing.rollup.Records;
import dev.weir.billing.rollup.SourceId;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.TestStore;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.json.FactCodec;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuarantineStoreTest {
    private static final SourceId A1 =
            new SourceId(Records.REGION, new NodeLife(new NodeId("a1"), new IncarnationId("k3v9")));
    private static final String COUNTERS =
            "SELECT consumed, accepted, duplicate, quarantined FROM intake";

    private final BillingDatabase database = TestStore.open();
    private final UsageStore usages = new UsageStore(database);
    private final QuarantineStore store =
            new QuarantineStore(
                    database,
                    new UsageJudge(Records.REGION, new FactCodec()),
                    InstantSource.fixed(TEN));
    private final SourceClosing closing = new SourceClosing(database, InstantSource.fixed(TEN));

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsOfAnUnknownEnvironmentIsCountedOnceItIsKnown() {
        usages.write(
                usages.claim(PARTITION),
                List.of(judged(0, usage(1, "new-1", 4)), judged(1, usage(2, "env-1", 6))));
        assertThat(rows(database, COUNTERS)).containsExactly(List.of("2", "1", "0", "1"));
        long id = store.aside(QuarantineStore.Asked.WAITING).getFirst().id();
        assertThat(store.drive(id, "alice"))
                .contains(
                        new QuarantineStore.Waits(
                                Reason.UNKNOWN_ENVIRONMENT,
                                "of environment new-1, which is not known"));
        assertThat(store.driveKnown(0).settled()).isZero();

        update("INSERT INTO environment VALUES ('new-1', 1, 'shop', 'New', 'eu1', false)");

        assertThat(store.driveKnown(0).settled()).isEqualTo(1);
        assertThat(store.driveKnown(0).settled()).isZero();
        assertThat(store.aside(QuarantineStore.Asked.WAITING)).isEmpty();
        assertThat(rows(database, COUNTERS)).containsExactly(List.of("2", "2", "0", "0"));
        assertThat(rows(database, "SELECT sum(cpu_millis) FROM usage_hour"))
                .isEqualTo(rows(database, "SELECT sum(cpu_millis) FROM ledger"))
                .containsExactly(List.of("10"));
    }

    @Test
    void aDrivenRecordThatIsReadAgainChangesNothing() {
        var batch = List.of(judged(0, usage(1, "new-1", 4)));
        usages.write(usages.claim(PARTITION), batch);
        update("INSERT INTO environment VALUES ('new-1', 1, 'shop', 'New', 'eu1', false)");
        store.driveKnown(0);
        var before = TestStore.sums(database);
        update("UPDATE intake SET next_offset = 0");

        usages.write(usages.claim(PARTITION), batch);

        assertThat(TestStore.sums(database)).isEqualTo(before);
        assertThat(rows(database, COUNTERS)).containsExactly(List.of("2", "1", "1", "0"));
    }

    @Test
    void whatNeverCameIsEnteredFromTheSourcesOwnSumAndDeclaredLost() {
        usages.write(
                usages.claim(PARTITION),
                List.of(
                        judged(0, usage("a1", "k3v9", 1, "env-1", 4, 4)),
                        // the second, of 7 ms, never came
                        judged(1, usage("a1", "k3v9", 3, "env-1", 6, 17))));

        assertThat(closing.close(A1, "alice")).isEqualTo(new SourceClosing.Repaired(1, 1));

        assertThat(rows(database, "SELECT sum(cpu_millis), sum(records) FROM usage_hour"))
                .containsExactly(List.of("17", "2"));
        assertThat(rows(database, "SELECT kind, cpu_millis FROM ledger ORDER BY seq"))
                .containsExactly(
                        List.of("usage", "10"), List.of("repair", "7"), List.of("lost", "null"));
        assertThat(rows(database, "SELECT received, declared_by FROM source"))
                .containsExactly(List.of("{[1,4)}", "alice"));
        assertThat(rows(database, "SELECT * FROM cumulative_mismatch")).isEmpty();
        assertThat(closing.close(A1, "alice")).isInstanceOf(SourceClosing.Refused.class);
    }

    @Test
    void whatComesAfterItWasDeclaredLostIsARepetition() {
        usages.write(
                usages.claim(PARTITION),
                List.of(
                        judged(0, usage("a1", "k3v9", 1, "env-1", 4, 4)),
                        judged(1, usage("a1", "k3v9", 3, "env-1", 6, 17))));
        closing.close(A1, "alice");

        usages.write(
                usages.claim(PARTITION),
                List.of(judged(2, usage("a1", "k3v9", 2, "env-1", 7, 11))));

        assertThat(rows(database, COUNTERS)).containsExactly(List.of("3", "2", "1", "0"));
        assertThat(rows(database, "SELECT sum(cpu_millis) FROM ledger"))
                .containsExactly(List.of("17"));
    }

    @Test
    void aSourceIsNotClosedWhileItsRecordsWait() {
        usages.write(
                usages.claim(PARTITION),
                List.of(judged(0, usage(1, "new-1", 4)), judged(1, usage(2, "env-1", 6))));

        assertThat(closing.close(A1, "alice")).isInstanceOf(SourceClosing.Refused.class);
        assertThat(
                        store.discard(
                                store.aside(QuarantineStore.Asked.WAITING).getFirst().id(),
                                "alice"))
                .isTrue();
        assertThat(closing.close(A1, "alice")).isEqualTo(new SourceClosing.Repaired(1, 0));
        assertThat(rows(database, COUNTERS)).containsExactly(List.of("2", "1", "0", "1"));
    }

    private void update(String sql) {
        database.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }
}

package dev.weir.billing.http;

import static dev.weir.billing.http.RunningApi.ALICE;
import static dev.weir.billing.http.RunningApi.CAROL;
import static dev.weir.billing.http.RunningApi.assertConforms;
import static dev.weir.billing.rollup.Records.TEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.billing.intake.Closer;
import dev.weir.billing.intake.UsageIntake;
import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.billing.rollup.Records;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.rollup.UsageKeys;
import dev.weir.billing.store.TestStore;
import dev.weir.billing.store.intake.QuarantineStore;
import dev.weir.billing.store.intake.UsageStore;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageKey;
import dev.weir.events.UsageRecorded;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.TopicSpec;
import dev.weir.runtime.memory.InMemoryEventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that cannot be counted, from the log to what a person sees and does. */
class QuarantineTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final String TOPIC = Records.PARTITION.topic();

    /** They came before the one that is there, and can never be counted. */
    private static final String THOUSAND_BEFORE_IT =
            """
            INSERT INTO quarantine (topic, partition, record_offset, record_key, reason, detail,
                payload, digest, logged_at, environment)
            SELECT topic, partition, 1000 + n, record_key, reason, detail, 'x', sha256('x'),
                logged_at, environment
            FROM quarantine, generate_series(1, 1000) AS n;
            UPDATE quarantine SET id = DEFAULT WHERE payload <> 'x'\
            """;

    private final UsageJudge judge =
            new UsageJudge(
                    Records.REGION,
                    new FactCodec(),
                    Optional.of(new UsageKeys(SECRET, Records.REGION)));
    private final RunningApi api = new RunningApi(judge);
    private final EventLog log = new InMemoryEventLog(() -> TEN.plusSeconds(600));
    private final UsageIntake intake =
            new UsageIntake(log, TOPIC, "meter", judge, new UsageStore(api.database), () -> true);

    @BeforeEach
    void read() {
        log.create(List.of(new TopicSpec(TOPIC, 1, false, Duration.ofDays(1))));
        execute(
                "INSERT INTO environment VALUES ('far-1', 1, 'shop', 'Far', 'us1', false),"
                        + " ('full-1', 1, 'shop', 'Full', 'eu1', false)");
        intake.start();
    }

    @AfterEach
    void close() throws Exception {
        intake.stop(Duration.ofSeconds(5));
        log.close();
        api.close();
    }

    @ParameterizedTest
    @EnumSource
    void isListedWithItsReasonDrivenInVainAndGivenUp(Reason reason) throws Exception {
        bring(reason);

        var listed = awaitAside(reason);
        assertConforms("Quarantine", listed);
        assertThat(listed.at("/records")).hasSize(1);
        var record = listed.at("/records/0");
        assertThat(record.at("/reason").asText()).isEqualTo(reason.word());
        assertThat(
                        TestStore.rows(
                                api.database,
                                "SELECT reason FROM quarantine WHERE outcome IS NULL"))
                .containsExactly(List.of(reason.word()));
        var path = "/v1/quarantine/" + record.at("/id").asLong();

        var driven = api.send(ALICE, "POST", path + "/drive", "", 200);

        assertConforms("Outcome", driven);
        assertThat(driven.at("/outcome").asText()).isEqualTo("waiting");
        assertThat(driven.at("/reason").asText()).isEqualTo(reason.word());
        assertThat(awaitAside(reason).at("/records")).hasSize(1);
        assertThat(api.send(ALICE, "POST", path + "/discard", "", 200).at("/outcome").asText())
                .isEqualTo("discarded");
        api.send(ALICE, "POST", path + "/drive", "", 404);
        assertThat(aside("")).isEmpty();
        assertThat(aside("?settled=true").get(0).at("/settledBy").asText()).isEqualTo("alice");
    }

    /** Sends what is put aside for that reason. */
    private void bring(Reason reason) {
        switch (reason) {
            case UNREADABLE -> append("a1", "not a record".getBytes(UTF_8));
            case MISPLACED -> append("a1", signed(usage("us1", 1, "env-1", TEN, 4, 0)));
            case WRONG_KEY -> append("b1", signed(usage("eu1", 1, "env-1", TEN, 4, 0)));
            case BAD_MAC -> append("a1", Records.bytes(usage("eu1", 1, "env-1", TEN, 4, 0)));
            case NEGATIVE ->
                    append(
                            "a1",
                            new String(Records.bytes(usage("eu1", 1, "env-1", TEN, 4, 0)), UTF_8)
                                    .replace("\"cpuMillis\":4", "\"cpuMillis\":-4")
                                    .getBytes(UTF_8));
            case UNKNOWN_ENVIRONMENT -> append("a1", signed(usage("eu1", 1, "new-1", TEN, 4, 0)));
            case FOREIGN_ENVIRONMENT -> append("a1", signed(usage("eu1", 1, "far-1", TEN, 4, 0)));
            case FUTURE ->
                    append("a1", signed(usage("eu1", 1, "env-1", TEN.plusSeconds(1_200), 4, 0)));
            case ABSURD -> append("a1", signed(usage("eu1", 1, "env-1", TEN, 100_000_000_000L, 0)));
            case SCATTERED -> {
                append("a1", signed(usage("eu1", 1, "env-1", TEN, 4, 0)));
                await(() -> !TestStore.rows(api.database, "SELECT 1 FROM source").isEmpty());
                execute(
                        "UPDATE source SET received = (SELECT range_agg(int8range(2 * n, 2 * n + 1))"
                                + " FROM generate_series(1, 10000) AS n)");
                append("a1", signed(usage("eu1", 100_000, "env-1", TEN, 4, 0)));
            }
            case REFUSED -> {
                append("a1", signed(usage("eu1", 1, "full-1", TEN, 4, 1)));
                await(() -> !TestStore.rows(api.database, "SELECT 1 FROM usage_hour").isEmpty());
                execute("UPDATE usage_hour SET bytes_out = 9223372036854775807");
                append("a1", signed(usage("eu1", 2, "full-1", TEN, 8, 1)));
            }
        }
    }

    @Test
    void allOfAReasonAreDrivenAgainOnceItIsGone() throws Exception {
        for (int n = 1; n <= 3; n++) {
            append("a1", signed(usage("eu1", n, n == 3 ? "new-2" : "new-1", TEN, 4L * n, 0)));
        }
        append("a1", "not a record".getBytes(UTF_8));
        await(() -> TestStore.rows(api.database, "SELECT 1 FROM quarantine").size() == 4);
        execute("INSERT INTO environment VALUES ('new-1', 1, 'shop', 'New', 'eu1', false)");
        var path = "/v1/quarantine/drive?reason=unknown_environment";

        var driven = api.send(ALICE, "POST", path, "", 200);

        assertConforms("Outcomes", driven);
        assertThat(driven.at("/settled").asInt()).isEqualTo(2);
        assertThat(driven.at("/waiting").asInt()).isEqualTo(1);
        assertThat(TestStore.rows(api.database, "SELECT sum(cpu_millis) FROM ledger"))
                .containsExactly(List.of("12"));
        assertThat(aside("?reason=unreadable")).hasSize(1);
        var all = aside("?settled=true");
        assertThat(all).hasSize(4);
        assertThat(aside("?settled=true&before=" + all.get(1).at("/id").asLong())).hasSize(2);
    }

    @Test
    void aThousandThatWaitOnHideNoOther() throws Exception {
        append("a1", signed(usage("eu1", 1, "new-1", TEN, 4, 0)));
        await(() -> TestStore.rows(api.database, "SELECT 1 FROM quarantine").size() == 1);
        execute("INSERT INTO environment VALUES ('new-1', 1, 'shop', 'New', 'eu1', false)");
        execute(THOUSAND_BEFORE_IT);
        var path = "/v1/quarantine/drive?reason=unknown_environment";

        var first = api.send(ALICE, "POST", path, "", 200);

        assertConforms("Outcomes", first);
        assertThat(first.at("/settled").asInt()).isZero();
        assertThat(first.at("/waiting").asInt()).isEqualTo(QuarantineStore.MAX_RECORDS);
        var known = api.sources.driveKnown(0);
        assertThat(known.settled()).isZero();
        assertThat(known.after()).hasValue(first.at("/after").asLong());

        var second =
                api.send(ALICE, "POST", path + "&after=" + first.at("/after").asLong(), "", 200);

        assertConforms("Outcomes", second);
        assertThat(second.at("/settled").asInt()).isEqualTo(1);
        assertThat(second.at("/waiting").asInt()).isZero();
        assertThat(second.has("after")).isFalse();
        api.send(ALICE, "POST", path + "&after=none", "", 400);
    }

    @Test
    void theMeterGoesOnWhereItsLookBeforeEnded() throws Exception {
        append("a1", signed(usage("eu1", 1, "new-1", TEN, 4, 0)));
        await(() -> TestStore.rows(api.database, "SELECT 1 FROM quarantine").size() == 1);
        execute("INSERT INTO environment VALUES ('new-1', 1, 'shop', 'New', 'eu1', false)");
        execute(THOUSAND_BEFORE_IT);
        var closer = new Closer(api.closing, api.sources, Duration.ofMillis(10), api::now);

        closer.start();
        try {
            await(() -> !TestStore.rows(api.database, "SELECT 1 FROM usage_hour").isEmpty());
        } finally {
            closer.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void aRecordThatTheDatabaseRefusesHoldsUpNoOther() {
        append("a1", signed(usage("eu1", 1, "full-1", TEN, 4, 1)));
        append("a1", signed(usage("eu1", 2, "new-1", TEN, 4, 1)));
        append("a1", signed(usage("eu1", 3, "new-2", TEN, 4, 1)));
        await(() -> TestStore.rows(api.database, "SELECT 1 FROM quarantine").size() == 2);
        execute(
                "INSERT INTO environment VALUES ('new-1', 1, 'shop', 'New', 'eu1', false),"
                        + " ('new-2', 1, 'shop', 'New', 'eu1', false);"
                        + " INSERT INTO usage_hour SELECT hour, 'new-1', project, region, cluster,"
                        + " node, 0, 0, 0, 9223372036854775807, 0, 0 FROM usage_hour");

        assertThat(api.sources.driveKnown(0).settled()).isEqualTo(1);
        assertThat(api.sources.driveKnown(0).settled()).isZero();
    }

    @Test
    void refusesWhatIsNoReasonAndWhoMayOnlyRead() throws Exception {
        api.send(ALICE, "POST", "/v1/quarantine/drive?reason=bored", "", 400);
        assertThat(api.send(ALICE, "GET", "/v1/quarantine?reason=bored", null).statusCode())
                .isEqualTo(400);
        api.send(CAROL, "POST", "/v1/quarantine/drive?reason=refused", "", 403);
        api.send(CAROL, "POST", "/v1/quarantine/1/drive", "", 403);
        api.send(ALICE, "POST", "/v1/quarantine/1/drive", "", 404);
    }

    private JsonNode awaitAside(Reason reason) {
        var path = "/v1/quarantine?reason=" + reason.word();
        await(() -> !get(path).at("/records").isEmpty());
        return get(path);
    }

    private JsonNode get(String path) {
        try {
            return api.get(CAROL, path);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode aside(String query) {
        return get("/v1/quarantine" + query).at("/records");
    }

    private static void await(BooleanSupplier reached) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("within 20 s").isNegative();
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private void append(String key, byte[] value) {
        log.append(TOPIC, key, value).toCompletableFuture().join();
    }

    private static byte[] signed(UsageRecorded usage) {
        return UsageKey.of(SECRET, Records.REGION, usage.node()).sign(Records.bytes(usage));
    }

    private static UsageRecorded usage(
            String region, long sequence, String environment, Instant from, long cpu, long bytes) {
        return new UsageRecorded(
                new NodeLife(new NodeId("a1"), new IncarnationId("k3v9")),
                sequence,
                new RegionId(region),
                new ClusterId("a"),
                new ProjectId("shop"),
                new EnvironmentId(environment),
                from,
                from.plusSeconds(10),
                cpu,
                cpu,
                0,
                0,
                bytes,
                Duration.ZERO);
    }

    private void execute(String sql) {
        api.database.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }
}

package dev.weir.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every event log promises. Extended by a test for each adapter. */
public abstract class EventLogConformance {
    private static final Duration BRIEF = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String topic = "conformance." + UUID.randomUUID();
    private final String group = "group-" + UUID.randomUUID();
    private @Nullable EventLog opened;

    /** A log of the kind under test, all on the same storage. */
    protected abstract EventLog open();

    @BeforeEach
    void createTopic() {
        opened = open();
        log().create(List.of(spec(topic)));
    }

    @AfterEach
    void closeLog() {
        log().close();
    }

    private EventLog log() {
        return Objects.requireNonNull(opened);
    }

    private static TopicSpec spec(String name) {
        return new TopicSpec(name, 4, false, Duration.ofHours(1));
    }

    @Test
    void creatingATopicAgainChangesNothing() {
        append("k", "v");
        log().create(List.of(spec(topic), spec(topic + ".b")));

        assertThat(read(ReadFrom.BEGINNING, 1)).containsExactly("k=v");
    }

    @Test
    void keepsTheOrderOfAKeyAndTellsThePosition() {
        var positions = new ArrayList<LogPosition>();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            positions.add(append("k", "v" + i));
            expected.add("k=v" + i);
        }

        try (var reader = log().read(Set.of(topic), ReadFrom.BEGINNING)) {
            var records = take(reader, 200);
            assertThat(records).extracting(EventLogConformance::text).isEqualTo(expected);
            assertThat(records)
                    .extracting(record -> new LogPosition(record.partition(), record.offset()))
                    .isEqualTo(positions);
            assertThat(records)
                    .allSatisfy(record ->
                            assertThat(record.timestamp())
                                    .isBetween(
                                            Instant.now().minus(LONG), Instant.now().plus(LONG)));
        }
    }

    @Test
    void spreadsKeysOverPartitions() {
        for (int i = 0; i < 100; i++) append("key-" + i, "v");

        try (var reader = log().read(Set.of(topic), ReadFrom.BEGINNING)) {
            assertThat(take(reader, 100)).extracting(LogRecord::partition).contains(all());
        }
    }

    @Test
    void carriesDeletionsAndEmptyValues() {
        log().append(topic, "k", null).toCompletableFuture().join();
        append("k", "");

        assertThat(read(ReadFrom.BEGINNING, 2)).containsExactly("k deleted", "k=");
    }

    @Test
    void readsWhatComesAfterNow() {
        append("k", "before");
        try (var reader = log().read(Set.of(topic), ReadFrom.NOW)) {
            assertThat(reader.poll(BRIEF)).isEmpty();
            append("k", "after");
            assertThat(take(reader, 1))
                    .extracting(EventLogConformance::text)
                    .containsExactly("k=after");
        }
    }

    @Test
    void saysWhenItHasReadWhatStoodThereAtTheOpening() {
        for (int i = 0; i < 10; i++) append("key-" + i, "v");

        try (var reader = log().read(Set.of(topic), ReadFrom.BEGINNING)) {
            assertThat(reader.caughtUp()).isFalse();
            take(reader, 10);
            assertThat(reader.caughtUp()).isTrue();
            append("k", "later");
            assertThat(reader.caughtUp()).isTrue();
        }
        try (var reader = log().read(Set.of(topic), ReadFrom.NOW)) {
            await().atMost(LONG)
                    .until(() -> {
                        var _ = reader.poll(BRIEF);
                        return reader.caughtUp();
                    });
        }
    }

    @Test
    void goesBackToAnOffset() {
        var first = append("k", "a");
        append("k", "b");
        try (var reader = log().read(Set.of(topic), ReadFrom.BEGINNING)) {
            take(reader, 2);
            reader.seek(first.partition(), first.offset() + 1);
            assertThat(take(reader, 1))
                    .extracting(EventLogConformance::text)
                    .containsExactly("k=b");
        }
    }

    @Test
    void wakesUpAPollUnderWayOrTheNext() throws InterruptedException {
        try (var reader = log().read(Set.of(topic), ReadFrom.NOW)) {
            reader.wakeUp();
            assertThat(reader.poll(LONG)).isEmpty();
            var polling = Thread.ofPlatform().start(() -> reader.poll(LONG));
            await().until(() ->
                    polling.getState() != Thread.State.NEW
                            && polling.getState() != Thread.State.TERMINATED);
            reader.wakeUp();
            assertThat(polling.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void refusesATopicThatIsNotThere() {
        var appended = log().append(topic + ".none", "k", new byte[1]).toCompletableFuture();

        assertThatThrownBy(() -> appended.orTimeout(60, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LogFault.class);
    }

    @Test
    void beginsWhereTheOwnerSays() {
        for (int i = 0; i < 5; i++) append("k", "v" + i);
        var position = append("k", "v5");
        var owner = new Owner();
        owner.offsets.put(position.partition(), position.offset() - 1);

        try (var reader = log().share(Set.of(topic), group, owner)) {
            assertThat(take(reader, 2))
                    .extracting(EventLogConformance::text)
                    .containsExactly("k=v4", "k=v5");
            assertThat(owner.held).contains(all());
        }
        assertThat(owner.held).isEmpty();
    }

    @Test
    void asksAFailingOwnerAgain() {
        append("k", "v");
        var owner = new Owner();
        owner.failing = true;

        try (var reader = log().share(Set.of(topic), group, owner)) {
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> reader.poll(BRIEF))
                                    .hasMessage("offsets out of reach"));
            owner.failing = false;
            assertThat(take(reader, 1))
                    .extracting(EventLogConformance::text)
                    .containsExactly("k=v");
        }
    }

    @Test
    void membersShareThePartitionsAndTakeOver() {
        var one = new Owner();
        var other = new Owner();
        try (var first = log().share(Set.of(topic), group, one)) {
            pollUntil(List.of(first), () -> one.held.size() == 4);
            try (var second = log().share(Set.of(topic), group, other)) {
                pollUntil(
                        List.of(first, second),
                        () -> one.held.size() == 2 && other.held.size() == 2);
                assertThat(one.held).doesNotContainAnyElementsOf(other.held);
            }
            assertThat(other.held).isEmpty();
            pollUntil(List.of(first), () -> one.held.size() == 4);
            for (int i = 0; i < 20; i++) append("key-" + i, "v");
            assertThat(take(first, 20)).hasSize(20);
        }
    }

    @Test
    void groupsReadIndependently() {
        append("k", "v");
        try (var one = log().share(Set.of(topic), group, new Owner());
                var other = log().share(Set.of(topic), group + "-b", new Owner())) {
            assertThat(take(one, 1)).hasSize(1);
            assertThat(take(other, 1)).hasSize(1);
        }
    }

    @Test
    void aWriterAppendsAllOfABatchInOrder() {
        try (var writer = log().writer("writer-" + topic, LONG)) {
            writer.append(List.of(entry("k", "a"), entry("k", "b")));
            writer.append(List.of(entry("k", "c"), new LogWriter.Entry(topic, "k", null)));
        }

        assertThat(read(ReadFrom.BEGINNING, 4)).containsExactly("k=a", "k=b", "k=c", "k deleted");
    }

    @Test
    void whoOpensAWriterPutsAnEndToTheOneBefore() {
        var name = "writer-" + topic;
        try (var first = log().writer(name, LONG)) {
            first.append(List.of(entry("k", "first")));
            try (var second = log().writer(name, LONG)) {
                second.append(List.of(entry("k", "second")));
                assertThatThrownBy(() -> first.append(List.of(entry("other", "late"))))
                        .isInstanceOf(LogFault.class);
                assertThatThrownBy(() -> first.append(List.of(entry("k", "later"))))
                        .isInstanceOf(LogFault.class);
                second.append(List.of(entry("other", "on time")));
            }
        }

        try (var reader = log().read(Set.of(topic), ReadFrom.BEGINNING)) {
            take(reader, 3);
            assertThat(reader.caughtUp()).isTrue();
        }
        assertThat(read(ReadFrom.BEGINNING, 3))
                .containsExactlyInAnyOrder("k=first", "k=second", "other=on time");
    }

    @Test
    void aWriterSaysThatATopicIsNotThere() {
        try (var writer = log().writer("writer-" + topic, Duration.ofSeconds(2))) {
            assertThatThrownBy(() ->
                            writer.append(List.of(new LogWriter.Entry(topic + ".none", "k", null))))
                    .isInstanceOf(LogFault.class);
        }
    }

    private LogWriter.Entry entry(String key, String value) {
        return new LogWriter.Entry(topic, key, value.getBytes(UTF_8));
    }

    private static final class Owner implements PartitionOwner {
        final Map<LogPartition, Long> offsets = new HashMap<>();
        final Set<LogPartition> held = new HashSet<>();
        boolean failing;

        @Override
        public Map<LogPartition, Long> assigned(Collection<LogPartition> partitions) {
            if (failing) throw new IllegalStateException("offsets out of reach");
            held.addAll(partitions);
            return offsets;
        }

        @Override
        public void revoked(Collection<LogPartition> partitions) {
            held.removeAll(partitions);
        }
    }

    private static void pollUntil(
            List<LogReader> readers, java.util.concurrent.Callable<Boolean> done) {
        await().atMost(LONG)
                .until(() -> {
                    for (var reader : readers) {
                        var _ = reader.poll(BRIEF);
                    }
                    return done.call();
                });
    }

    private LogPartition[] all() {
        var all = new LogPartition[4];
        for (int i = 0; i < 4; i++) all[i] = new LogPartition(topic, i);
        return all;
    }

    private LogPosition append(String key, String value) {
        return log().append(topic, key, value.getBytes(UTF_8)).toCompletableFuture().join();
    }

    private List<String> read(ReadFrom from, int count) {
        try (var reader = log().read(Set.of(topic), from)) {
            return take(reader, count).stream().map(EventLogConformance::text).toList();
        }
    }

    private static List<LogRecord> take(LogReader reader, int count) {
        var taken = new ArrayList<LogRecord>();
        await().atMost(LONG)
                .until(() -> {
                    taken.addAll(reader.poll(BRIEF));
                    return taken.size() >= count;
                });
        return taken;
    }

    private static String text(LogRecord record) {
        byte @Nullable [] value = record.value();
        return value == null
                ? record.key() + " deleted"
                : record.key() + "=" + new String(value, UTF_8);
    }
}

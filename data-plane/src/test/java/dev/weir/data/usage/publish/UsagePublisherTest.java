package dev.weir.data.usage.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.data.usage.Account;
import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.UsageWindows;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageKey;
import dev.weir.events.UsageRecorded;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogFault;
import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogPosition;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogWriter;
import dev.weir.runtime.PartitionOwner;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.TopicSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsagePublisherTest {
    private static final NodeId NODE = new NodeId("a1");
    private static final UsageWindows.Origin ORIGIN =
            new UsageWindows.Origin(
                    new NodeLife(NODE, new IncarnationId("k3v9")),
                    new RegionId("eu1"),
                    new ClusterId("a"));
    private static final Duration SOON = Duration.ofSeconds(20);

    /** A log that can be out of reach; it acknowledges on the caller's thread. */
    private static final class FlakyLog implements EventLog {
        private final List<UsageEvent> taken = new ArrayList<>();
        private boolean reachable = true;
        private boolean forgetful;
        private int attempts;
        private final List<byte[]> values = new ArrayList<>();

        synchronized List<byte[]> values() {
            return List.copyOf(values);
        }

        synchronized void reachable(boolean now) {
            reachable = now;
        }

        /** Takes the next record, but fails to say so. */
        synchronized void forgetOnce() {
            forgetful = true;
        }

        synchronized List<UsageEvent> taken() {
            return List.copyOf(taken);
        }

        synchronized int attempts() {
            return attempts;
        }

        @Override
        public synchronized CompletionStage<LogPosition> append(
                String topic, String key, byte @Nullable [] value) {
            attempts++;
            if (!reachable) return failed();
            var event = (Decoded.Read) new FactCodec().decode(Objects.requireNonNull(value));
            values.add(value);
            taken.add((UsageEvent) event.event().fact());
            if (forgetful) {
                forgetful = false;
                return failed();
            }
            return CompletableFuture.completedFuture(
                    new LogPosition(new LogPartition(topic, 0), taken.size()));
        }

        private static CompletionStage<LogPosition> failed() {
            return CompletableFuture.failedFuture(
                    new LogFault("out of reach", new IllegalStateException()));
        }

        @Override
        public void create(Collection<TopicSpec> topics) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogWriter writer(String name, Duration bound) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogReader read(Set<String> topics, ReadFrom from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogReader share(Set<String> topics, String group, PartitionOwner owner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private final FlakyLog log = new FlakyLog();
    private final Accounts accounts = new Accounts();
    private final Account shop = accounts.of(new EnvironmentId("env-1"), new ProjectId("shop"));

    @Test
    void publishesEachWindowsRecord() throws Exception {
        var publisher = publisher(limits(1_000, 2_000));
        publisher.start();

        shop.addQuery();
        await().atMost(SOON).until(() -> queries() == 1);
        shop.addQuery();
        await().atMost(SOON).until(() -> queries() == 2);
        publisher.stop(SOON);

        assertSequencesWithoutGap();
    }

    @Test
    void theLastWindowIsSentWhenItStops() throws Exception {
        var publisher =
                publisher(
                        new UsagePublisher.Limits(
                                Duration.ofMinutes(30),
                                1_000,
                                2_000,
                                10,
                                Duration.ofMillis(1),
                                Duration.ofMillis(10)));
        publisher.start();
        shop.addQuery();

        publisher.stop(SOON);

        assertThat(queries()).isEqualTo(1);
    }

    @Test
    void keepsRecordsWhileTheLogIsOutOfReach() throws Exception {
        log.reachable(false);
        var publisher = publisher(limits(1_000, 2_000));
        publisher.start();
        for (int i = 0; i < 5; i++) {
            shop.addQuery();
            int before = log.attempts();
            await().atMost(SOON).until(() -> log.attempts() > before + 1);
        }

        log.reachable(true);
        publisher.stop(SOON);

        assertThat(queries()).isEqualTo(5);
        assertSequencesWithoutGap();
    }

    @Test
    void repeatsWhatItWasNotToldOfUnderTheSameNumber() throws Exception {
        log.forgetOnce();
        var publisher = publisher(limits(1_000, 2_000));
        publisher.start();
        shop.addQuery();

        publisher.stop(SOON);

        assertThat(log.taken())
                .extracting(UsageEvent::sequence)
                .containsExactlyInAnyOrder(1L, 1L, 2L, 3L);
    }

    @Test
    void closesNoWindowsAtItsBoundAndLosesNothing() throws Exception {
        log.reachable(false);
        var publisher = publisher(limits(1, 1));
        publisher.start();
        shop.addQuery();
        await().atMost(SOON).until(() -> log.attempts() > 0);
        for (int i = 0; i < 20; i++) {
            shop.addQuery();
            int before = log.attempts();
            await().atMost(SOON).until(() -> log.attempts() > before);
        }

        log.reachable(true);
        publisher.stop(SOON);

        assertThat(queries()).isEqualTo(21);
        assertThat(log.taken()).hasSizeLessThan(7);
        assertSequencesWithoutGap();
    }

    @Test
    void nothingNewIsBegunAtItsBound() throws Exception {
        log.reachable(false);
        var publisher = publisher(limits(1, 2));
        publisher.start();
        assertThat(accounts.isFull()).isFalse();
        shop.addQuery();
        publisher.stop(Duration.ofMillis(100));

        assertThat(accounts.isFull()).as("the start, the query and the end wait").isTrue();
    }

    @Test
    void signsWhatItSends() throws Exception {
        var key = UsageKey.of(new byte[UsageKey.MIN_SECRET_BYTES], new RegionId("eu1"), NODE);
        var publisher =
                new UsagePublisher(
                        log,
                        "weir.eu1.usage",
                        ORIGIN,
                        accounts,
                        InstantSource.system(),
                        limits(1_000, 2_000),
                        null,
                        key);
        publisher.start();
        shop.addQuery();
        publisher.stop(SOON);

        assertThat(log.values()).hasSizeGreaterThan(2).allMatch(key::verifies);
    }

    private long queries() {
        return log.taken().stream()
                .filter(UsageRecorded.class::isInstance)
                .mapToLong(usage -> ((UsageRecorded) usage).queries())
                .sum();
    }

    private void assertSequencesWithoutGap() {
        var sequences = log.taken().stream().map(UsageEvent::sequence).toList();
        for (int i = 0; i < sequences.size(); i++) {
            assertThat(sequences.get(i)).isEqualTo(i + 1);
        }
    }

    private static UsagePublisher.Limits limits(int fewer, int most) {
        return new UsagePublisher.Limits(
                Duration.ofMillis(20),
                fewer,
                most,
                10,
                Duration.ofMillis(1),
                Duration.ofMillis(10));
    }

    private UsagePublisher publisher(UsagePublisher.Limits limits) {
        return new UsagePublisher(
                log, "weir.eu1.usage", ORIGIN, accounts, InstantSource.system(), limits);
    }
}

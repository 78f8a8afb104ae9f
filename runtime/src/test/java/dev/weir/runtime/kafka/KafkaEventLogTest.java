package dev.weir.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.runtime.EventLog;
import dev.weir.runtime.EventLogConformance;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.TopicSpec;
import dev.weir.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The adapter on a real broker keeps what every event log promises. */
@Timeout(600)
class KafkaEventLogTest extends EventLogConformance {
    private static final int RECORDS = 3_000;

    @Override
    protected EventLog open() {
        return open(options());
    }

    private static KafkaOptions options() {
        return KafkaOptions.of(TestKafka.bootstrap()).withDeliveryBound(Duration.ofSeconds(20));
    }

    private static EventLog open(KafkaOptions options) {
        return new KafkaEventLog(options, new SimpleMeterRegistry());
    }

    @Test
    void aReaderReturnsNoMoreAtOnceThanItIsTo() throws Exception {
        assertThat(most(7)).isEqualTo(7);
        assertThat(most(2_000)).isEqualTo(2_000);
    }

    /** The most that one poll returned of a log that holds {@link #RECORDS}. */
    private static int most(int pollRecords) throws Exception {
        var topic = "poll-" + pollRecords;
        try (var log = open(options().withPollRecords(pollRecords))) {
            log.create(List.of(new TopicSpec(topic, 1, false, Duration.ofHours(1))));
            var value = new byte[800];
            for (int i = 0; i < RECORDS; i++) {
                log.append(topic, "k", value).toCompletableFuture().get(20, TimeUnit.SECONDS);
            }
            try (var reader = log.read(Set.of(topic), ReadFrom.BEGINNING)) {
                int most = 0;
                int read = 0;
                while (read < RECORDS) {
                    int now = reader.poll(Duration.ofSeconds(1)).size();
                    most = Math.max(most, now);
                    read += now;
                }
                return most;
            }
        }
    }
}

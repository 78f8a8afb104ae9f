package dev.weir.runtime.kafka;

import dev.weir.runtime.EventLog;
import dev.weir.runtime.EventLogConformance;
import dev.weir.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;

/** The adapter on a real broker keeps what every event log promises. */
@Timeout(600)
class KafkaEventLogTest extends EventLogConformance {
    @Override
    protected EventLog open() {
        var options =
                KafkaOptions.of(TestKafka.bootstrap()).withDeliveryBound(Duration.ofSeconds(20));
        return new KafkaEventLog(options, new SimpleMeterRegistry());
    }
}

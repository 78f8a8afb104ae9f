package dev.weir.runtime.kafka;

import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogPosition;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogWriter;
import dev.weir.runtime.PartitionOwner;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.TopicSpec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The event log in Kafka 2.4 or newer. */
public final class KafkaEventLog implements EventLog {
    private final KafkaOptions options;
    private final Appender appender;

    /** Connects lazily: a broker need not be there yet. */
    public KafkaEventLog(KafkaOptions options, MeterRegistry meters) {
        this.options = options;
        this.appender = new Appender(options, meters);
    }

    @Override
    public void create(Collection<TopicSpec> topics) {
        new TopicMaker(options).create(topics);
    }

    @Override
    public CompletionStage<LogPosition> append(String topic, String key, byte @Nullable [] value) {
        return appender.append(topic, key, value);
    }

    @Override
    public LogWriter writer(String name, Duration bound) {
        return KafkaWriter.open(options, name, bound);
    }

    @Override
    public LogReader read(Set<String> topics, ReadFrom from) {
        return new KafkaReader(options, topics, from);
    }

    @Override
    public LogReader share(Set<String> topics, String group, PartitionOwner owner) {
        return new KafkaSharedReader(options, topics, group, owner);
    }

    @Override
    public void close() {
        appender.close();
    }
}

package dev.weir.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedKafkaTest {
    private static final TopicPartition TOPIC = new TopicPartition("t", 0);

    @TempDir Path home;

    @Test
    void keepsItsRecordsAndItsPortWhenKilledAndWhenStopped() throws Exception {
        try (var kafka = EmbeddedKafka.start(home, KafkaOptions.DEFAULTS)) {
            createTopic(kafka);
            produce(kafka, "before the crash");
            var first = kafka.pid();

            kafka.kill();
            assertThat(ProcessHandle.of(first)).isEmpty();
            kafka.restart();
            produce(kafka, "after the crash");

            kafka.stop(Duration.ofSeconds(10));
            kafka.restart();

            assertThat(consume(kafka, 2)).containsExactly("before the crash", "after the crash");
        }
    }

    @Test
    void leavesNoProcessWhenClosed() {
        var kafka = EmbeddedKafka.start(home, KafkaOptions.DEFAULTS);

        kafka.close();

        assertThat(ProcessHandle.of(kafka.pid())).isEmpty();
        assertThat(kafka.ended().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void saysWhyItDoesNotStart() {
        var wrong =
                new KafkaOptions(
                        0, 64, Duration.ofSeconds(30), Map.of("num.network.threads", "none"));

        assertThatThrownBy(() -> EmbeddedKafka.start(home, wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("num.network.threads");
    }

    @Test
    void refusesToRunTwice() {
        try (var kafka = EmbeddedKafka.start(home, KafkaOptions.DEFAULTS)) {
            assertThatThrownBy(kafka::restart).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(Set.of(new NewTopic(TOPIC.topic(), 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static void produce(EmbeddedKafka kafka, String value) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all");
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC.topic(), value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static List<String> consume(EmbeddedKafka kafka, int count) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrap(), "auto.offset.reset", "earliest");
        var values = new ArrayList<String>();
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(Set.of(TOPIC));
            while (values.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}

package dev.weir.runtime.kafka;

import dev.weir.runtime.LogFault;
import dev.weir.runtime.TopicSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics, waiting for a broker if need be. */
final class TopicMaker {
    /** The largest record, key and headers included. */
    static final int MAX_RECORD_BYTES = 2 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(TopicMaker.class);

    /** With three, of which two must have a record, any one broker may be lost. */
    private static final int SAFE_REPLICAS = 3;

    private static final long PAUSE_MILLIS = 500;

    private final KafkaOptions options;

    TopicMaker(KafkaOptions options) {
        this.options = options;
    }

    void create(Collection<TopicSpec> topics) {
        long end = System.nanoTime() + options.createBound().toNanos();
        try (var admin = Admin.create(options.common())) {
            List<TopicSpec> missing = List.copyOf(topics);
            while (true) {
                var failures = tryOnce(admin, missing);
                if (failures.isEmpty()) return;
                var failure = failures.values().iterator().next();
                if (System.nanoTime() - end >= 0
                        || failures.values().stream().anyMatch(this::isFinal)) {
                    throw new LogFault("cannot create topics " + names(failures.keySet()), failure);
                }
                LOG.atInfo()
                        .addKeyValue("topics", failures.size())
                        .addKeyValue("reason", failure.getClass().getSimpleName())
                        .log("waiting for the log to take topics");
                missing = List.copyOf(failures.keySet());
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogFault("interrupted while creating topics", e);
        }
    }

    /** Those that are still missing, and why. */
    private Map<TopicSpec, Throwable> tryOnce(Admin admin, List<TopicSpec> topics)
            throws InterruptedException {
        var failures = new HashMap<TopicSpec, Throwable>();
        int replicas;
        try {
            replicas = replicas(admin);
        } catch (ExecutionException e) {
            for (var topic : topics) failures.put(topic, e.getCause());
            return failures;
        }
        var wanted = new ArrayList<NewTopic>();
        for (var topic : topics) wanted.add(newTopic(topic, (short) replicas));
        var results = admin.createTopics(wanted).values();
        int created = 0;
        for (var topic : topics) {
            var creating = failure(results.get(topic.name()));
            if (creating == null) created++;
            var why = failure(admin, topic, creating);
            if (why != null) failures.put(topic, why);
        }
        if (created > 0) warnOfFew(replicas, created);
        return failures;
    }

    private int replicas(Admin admin) throws InterruptedException, ExecutionException {
        if (options.replicationFactor() != KafkaOptions.BY_BROKERS) {
            return options.replicationFactor();
        }
        return Math.min(SAFE_REPLICAS, admin.describeCluster().nodes().get().size());
    }

    /** An operator who set the factor knows it. */
    private void warnOfFew(int replicas, int created) {
        if (options.replicationFactor() != KafkaOptions.BY_BROKERS || replicas >= SAFE_REPLICAS) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("topics", created)
                .addKeyValue("replicas", replicas)
                .log(
                        "topics were created with fewer than three replicas, because there are fewer brokers: the loss of a broker may lose events");
    }

    /**
     * Why a topic cannot be used; null: it can. A process without the right to create topics uses
     * those that another one creates, and waits for them.
     */
    private static @Nullable Throwable failure(
            Admin admin, TopicSpec topic, @Nullable Throwable creating)
            throws InterruptedException {
        if (creating instanceof TopicExistsException) return null;
        if (!(creating instanceof AuthorizationException)) return creating;
        var names = List.of(topic.name());
        var describing = failure(admin.describeTopics(names).topicNameValues().get(topic.name()));
        return describing instanceof AuthorizationException ? creating : describing;
    }

    private static @Nullable Throwable failure(
            org.apache.kafka.common.@Nullable KafkaFuture<?> result) throws InterruptedException {
        if (result == null) return new IllegalStateException("no answer");
        try {
            result.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** More brokers may join; a refused name or right does not change by waiting. */
    private boolean isFinal(Throwable failure) {
        boolean passing =
                failure instanceof RetriableException
                        || failure instanceof InvalidReplicationFactorException;
        return failure instanceof AuthorizationException || !passing;
    }

    private static NewTopic newTopic(TopicSpec topic, short replicas) {
        var config = new HashMap<String, String>();
        String retention = Long.toString(topic.retention().toMillis());
        config.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
        config.put("cleanup.policy", topic.compacted() ? "compact" : "delete");
        config.put(topic.compacted() ? "delete.retention.ms" : "retention.ms", retention);
        if (replicas >= SAFE_REPLICAS) config.put("min.insync.replicas", "2");
        return new NewTopic(topic.name(), topic.partitions(), replicas).configs(config);
    }

    private static List<String> names(Collection<TopicSpec> topics) {
        return topics.stream().map(TopicSpec::name).sorted().toList();
    }
}

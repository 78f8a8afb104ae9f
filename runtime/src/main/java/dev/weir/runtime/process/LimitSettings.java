package dev.weir.runtime.process;

import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import java.time.Duration;
import java.util.List;

/**
 * The operator's maxima for the settings of environments. The control plane refuses more, and a
 * node uses no more whatever it is told; both have the same.
 */
public record LimitSettings(
        Duration idleTimeout,
        Duration queryTimeout,
        Duration transactionTimeout,
        Duration queueTimeout,
        int maxQueue,
        long maxResponseBytes) {
    private static final Setting<Duration> IDLE_TIMEOUT =
            Setting.duration("limits.idle-timeout", "The longest idleTimeout of an environment.")
                    .orElse("24h");
    private static final Setting<Duration> QUERY_TIMEOUT =
            Setting.duration("limits.query-timeout", "The longest queryTimeout of an environment.")
                    .orElse("1h");
    private static final Setting<Duration> TRANSACTION_TIMEOUT =
            Setting.duration(
                            "limits.transaction-timeout",
                            "The longest transactionTimeout of an environment.")
                    .orElse("1h");
    private static final Setting<Duration> QUEUE_TIMEOUT =
            Setting.duration("limits.queue-timeout", "The longest queueTimeout of an environment.")
                    .orElse("5m");
    private static final Setting<Integer> MAX_QUEUE =
            Setting.integer(
                            "limits.max-queue",
                            1,
                            1_000_000,
                            "The largest maxQueue of an environment.")
                    .orElse("100000");
    private static final Setting<Long> MAX_RESPONSE_BYTES =
            Setting.size(
                            "limits.max-response-bytes",
                            "The largest maxResponseBytes of an environment.")
                    .orElse("256MiB");

    /** All keys. */
    public static final List<Setting<?>> ALL =
            List.of(
                    IDLE_TIMEOUT,
                    QUERY_TIMEOUT,
                    TRANSACTION_TIMEOUT,
                    QUEUE_TIMEOUT,
                    MAX_QUEUE,
                    MAX_RESPONSE_BYTES);

    /** From what was read with {@link #ALL}. */
    public static LimitSettings of(Settings settings) {
        return new LimitSettings(
                settings.get(IDLE_TIMEOUT),
                settings.get(QUERY_TIMEOUT),
                settings.get(TRANSACTION_TIMEOUT),
                settings.get(QUEUE_TIMEOUT),
                settings.get(MAX_QUEUE),
                settings.get(MAX_RESPONSE_BYTES));
    }
}

package dev.weir.control;

import dev.weir.control.http.Roles;
import dev.weir.control.management.EnvironmentRules;
import dev.weir.control.plan.ScalingPolicy;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.RegionId;
import dev.weir.runtime.Secret;
import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import dev.weir.runtime.http.BearerToken;
import dev.weir.runtime.process.LimitSettings;
import dev.weir.runtime.process.ProcessSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a control plane is told.
 *
 * @param region which it decides for
 * @param topicPrefix the first part of the topics' names
 * @param databaseUrl {@code jdbc:postgresql://…}, without credentials
 * @param databaseConnections the most that it opens, beside two of its own
 * @param port where the management API listens; 0 lets the system choose
 * @param tokens who may use it
 * @param masterKeys that seal the environments' database URLs, the nodes' own
 * @param keyHashingSecret under which API keys are hashed, the nodes' own
 * @param databaseLimit of a database that nobody has set a limit for
 * @param rules what the operator allows environments
 * @param billingUrl where the billing API is, for clients; empty: they are not given one
 * @param scaling the thresholds of scaling
 */
public record ControlSettings(
        RegionId region,
        String topicPrefix,
        String databaseUrl,
        String databaseUser,
        Secret databasePassword,
        int databaseConnections,
        String host,
        int port,
        List<BearerToken> tokens,
        Secret masterKeys,
        Secret keyHashingSecret,
        int databaseLimit,
        EnvironmentRules rules,
        Optional<String> billingUrl,
        ScalingPolicy scaling) {
    private static final Setting<RegionId> REGION =
            Setting.of("region", RegionId::new, "The region that the process serves.");
    private static final Setting<String> TOPIC_PREFIX =
            Setting.text("topic.prefix", "The first part of all topics' names.").orElse("weir");
    private static final Setting<String> DATABASE_URL =
            Setting.of(
                    "control.database.url",
                    ControlSettings::jdbcUrl,
                    "The control plane's PostgreSQL, jdbc:postgresql://host:port/database, without"
                            + " credentials.");
    private static final Setting<String> DATABASE_USER =
            Setting.text("control.database.user", "The role that owns the tables there.");
    private static final Setting<Secret> DATABASE_PASSWORD =
            Setting.secret("control.database.password", 1, "Its password.");
    private static final Setting<Integer> DATABASE_CONNECTIONS =
            Setting.integer(
                            "control.database.connections",
                            2,
                            100,
                            "The most connections that the control plane's pool opens; two more are"
                                    + " used for listening and publishing.")
                    .orElse("8");
    private static final Setting<String> HOST =
            Setting.text("control.host", "The address that the management API listens on.")
                    .orElse("127.0.0.1");
    private static final Setting<Integer> PORT =
            Setting.port("control.port", "The port that the management API listens on.")
                    .orElse("7200");
    private static final Setting<List<BearerToken>> TOKENS =
            new Setting<>(
                    "control.tokens",
                    null,
                    true,
                    "list, parted by commas",
                    text -> BearerToken.list(text, Roles.ALL),
                    "The bearer tokens of the management API, name:role:token parted by commas;"
                            + " roles are admin, developer, finance and auditor, several of one"
                            + " token parted by +. A token has at least 16 characters.");
    private static final Setting<Secret> MASTER_KEYS =
            Setting.secret(
                    "master-keys",
                    1,
                    "The keys that seal database URLs, id:base64 of 32 bytes, parted by commas; the"
                            + " first one seals. Nodes have the same.");
    private static final Setting<Secret> KEY_HASHING_SECRET =
            Setting.secret(
                    "key-hashing-secret",
                    32,
                    "The secret under which API keys are hashed. Nodes have the same.");
    private static final Setting<Integer> DATABASE_LIMIT =
            Setting.integer(
                            "control.database-limit",
                            1,
                            100_000,
                            "The connection limit of a database that nobody has set one for.")
                    .orElse("20");
    private static final Setting<Integer> MAX_DATABASE_LIMIT =
            Setting.integer(
                            "limits.database-connections",
                            1,
                            100_000,
                            "The largest connection limit of a database.")
                    .orElse("10000");
    private static final Setting<Optional<String>> BILLING_URL =
            Setting.of(
                            "control.billing-url",
                            ControlSettings::httpUrl,
                            "Where clients reach the billing API, http:// or https://; GET"
                                    + " /v1/server names it.")
                    .optional();
    private static final Setting<Duration> IDLE_TIMEOUT =
            Setting.duration(
                            "control.idle-timeout",
                            "The idle timeout of environments that say nothing else: a pool without"
                                    + " a request for this long is stopped.")
                    .orElse("6m");
    private static final Setting<Integer> START_SIZE =
            Setting.integer(
                            "control.scaling.start-size",
                            1,
                            1_000,
                            "What a pool may grow to as soon as a request has woken it.")
                    .orElse("4");
    private static final Setting<Duration> SLOW_WAIT =
            Setting.duration(
                            "control.scaling.slow-wait",
                            "A pool grows when the 95th percentile of waiting is above this for"
                                    + " five seconds.")
                    .orElse("20ms");
    private static final Setting<Duration> PANIC_WAIT =
            Setting.duration(
                            "control.scaling.panic-wait",
                            "Above this for two seconds a pool grows to its target at once.")
                    .orElse("200ms");
    private static final Setting<Duration> MEMORY =
            Setting.duration(
                            "control.scaling.memory",
                            "A pool shrinks to the most that was recommended in this time.")
                    .orElse("5m");

    /** The process's admin port. */
    public static final Setting<Integer> ADMIN_PORT = ProcessSettings.adminPort(7201);

    /** All keys of a control plane, without those of {@link ProcessSettings}. */
    public static final List<Setting<?>> ALL =
            List.of(
                    REGION,
                    TOPIC_PREFIX,
                    DATABASE_URL,
                    DATABASE_USER,
                    DATABASE_PASSWORD,
                    DATABASE_CONNECTIONS,
                    HOST,
                    PORT,
                    TOKENS,
                    MASTER_KEYS,
                    KEY_HASHING_SECRET,
                    DATABASE_LIMIT,
                    MAX_DATABASE_LIMIT,
                    BILLING_URL,
                    IDLE_TIMEOUT,
                    START_SIZE,
                    SLOW_WAIT,
                    PANIC_WAIT,
                    MEMORY);

    /** Copies the tokens. */
    public ControlSettings {
        tokens = List.copyOf(tokens);
    }

    /** All keys of a control plane's process. */
    public static List<Setting<?>> ofProcess() {
        return Stream.of(ALL, LimitSettings.ALL, ProcessSettings.all(ADMIN_PORT))
                .<Setting<?>>flatMap(List::stream)
                .toList();
    }

    /** From what was read. */
    public static ControlSettings of(Settings settings) {
        return new ControlSettings(
                settings.get(REGION),
                settings.get(TOPIC_PREFIX),
                settings.get(DATABASE_URL),
                settings.get(DATABASE_USER),
                settings.get(DATABASE_PASSWORD),
                settings.get(DATABASE_CONNECTIONS),
                settings.get(HOST),
                settings.get(PORT),
                settings.get(TOKENS),
                settings.get(MASTER_KEYS),
                settings.get(KEY_HASHING_SECRET),
                settings.get(DATABASE_LIMIT),
                rules(settings),
                settings.get(BILLING_URL),
                ScalingPolicy.DEFAULTS.with(
                        settings.get(START_SIZE),
                        settings.get(SLOW_WAIT),
                        settings.get(PANIC_WAIT),
                        settings.get(MEMORY)));
    }

    private static EnvironmentRules rules(Settings settings) {
        var limits = LimitSettings.of(settings);
        var maxima =
                new EnvironmentSettings(
                        limits.idleTimeout(),
                        limits.queryTimeout(),
                        limits.transactionTimeout(),
                        limits.queueTimeout(),
                        limits.maxQueue(),
                        limits.maxResponseBytes());
        var preset = EnvironmentSettings.DEFAULTS.atMost(maxima);
        var defaults =
                new EnvironmentSettings(
                        settings.get(IDLE_TIMEOUT),
                        preset.queryTimeout(),
                        preset.transactionTimeout(),
                        preset.queueTimeout(),
                        preset.maxQueue(),
                        preset.maxResponseBytes());
        return new EnvironmentRules(defaults, maxima, settings.get(MAX_DATABASE_LIMIT));
    }

    private static String httpUrl(String text) {
        if (!text.matches("https?://[^/?#@\\s]+(?:/[^?#\\s]*)?")) {
            throw new IllegalArgumentException(
                    "must be http://host:port or https://host:port, without credentials");
        }
        return text;
    }

    private static String jdbcUrl(String text) {
        if (!text.startsWith("jdbc:postgresql://") || text.contains("password=")) {
            throw new IllegalArgumentException(
                    "must be jdbc:postgresql://host:port/database without a password");
        }
        return text;
    }
}

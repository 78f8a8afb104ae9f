package dev.weir.billing;

import dev.weir.billing.http.Roles;
import dev.weir.events.RegionId;
import dev.weir.events.UsageKey;
import dev.weir.runtime.Secret;
import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import dev.weir.runtime.http.BearerToken;
import dev.weir.runtime.process.ProcessSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a billing meter is told.
 *
 * @param region whose usage it counts
 * @param topicPrefix the first part of the topics' names
 * @param group the name that all meters of the region share
 * @param databaseUrl {@code jdbc:postgresql://…}, without credentials
 * @param databaseConnections the most that it opens
 * @param port where its API listens; 0 lets the system choose
 * @param token who sends it is an administrator
 * @param tokens more of them, with their holders and roles
 * @param usageSecret that the nodes' keys are derived from; empty: nothing need be signed
 * @param currency of all amounts, ISO 4217
 * @param provider the name on statements and exports
 * @param closingInterval how often it looks whether a month can be closed and a budget is reached
 * @param sourceLive a node silent for longer is not waited for by {@code completeThrough}
 */
public record BillingSettings(
        RegionId region,
        String topicPrefix,
        String group,
        String databaseUrl,
        String databaseUser,
        Secret databasePassword,
        int databaseConnections,
        String host,
        int port,
        Secret token,
        List<BearerToken> tokens,
        Optional<Secret> usageSecret,
        String currency,
        String provider,
        Duration closingInterval,
        Duration sourceLive) {
    private static final Setting<RegionId> REGION =
            Setting.of("region", RegionId::new, "The region that the process serves.");
    private static final Setting<String> TOPIC_PREFIX =
            Setting.text("topic.prefix", "The first part of all topics' names.").orElse("weir");
    private static final Setting<String> GROUP =
            Setting.text(
                            "billing.group",
                            "The consumer group that the billing meters of a region share.")
                    .orElse("weir-billing");
    private static final Setting<String> DATABASE_URL =
            Setting.of(
                    "billing.database.url",
                    BillingSettings::jdbcUrl,
                    "The billing meter's PostgreSQL, jdbc:postgresql://host:port/database, without"
                            + " credentials.");
    private static final Setting<String> DATABASE_USER =
            Setting.text("billing.database.user", "The role that owns the schema billing there.");
    private static final Setting<Secret> DATABASE_PASSWORD =
            Setting.secret("billing.database.password", 1, "Its password.");
    private static final Setting<Integer> DATABASE_CONNECTIONS =
            Setting.integer(
                            "billing.database.connections",
                            2,
                            100,
                            "The most connections that the billing meter opens.")
                    .orElse("8");
    private static final Setting<String> HOST =
            Setting.text("billing.host", "The address that the billing API listens on.")
                    .orElse("127.0.0.1");
    private static final Setting<Integer> PORT =
            Setting.port("billing.port", "The port that the billing API listens on.")
                    .orElse("7300");
    private static final Setting<Secret> TOKEN =
            Setting.secret(
                    "billing.token", 16, "The bearer token of the billing API's administrator.");
    private static final Setting<List<BearerToken>> TOKENS =
            new Setting<>(
                    "billing.tokens",
                    "",
                    true,
                    "list, parted by commas",
                    text -> text.isBlank() ? List.of() : BearerToken.list(text, Roles.ALL),
                    "More bearer tokens of the billing API, name:role:token parted by"
                            + " commas; roles are admin, finance, auditor and developer,"
                            + " several of one token parted by +. A token has at least 16"
                            + " characters. Two persons need two names.");
    private static final Setting<Optional<Secret>> USAGE_SECRET =
            Setting.secret(
                            "billing.usage-secret",
                            UsageKey.MIN_SECRET_BYTES,
                            "The secret that the nodes' keys for signing usage records are derived"
                                    + " from (./weir usage-key). With it, records that are not"
                                    + " signed with their node's key are put aside; without it,"
                                    + " signatures are not looked at.")
                    .optional();
    private static final Setting<String> CURRENCY =
            Setting.of(
                            "billing.currency",
                            BillingSettings::currency,
                            "The currency of rate cards, budgets and statements, by its code in"
                                    + " ISO 4217. Not to be changed once a month is closed.")
                    .orElse("EUR");
    private static final Setting<String> PROVIDER =
            Setting.text("billing.provider", "The name of who bills, on statements and exports.")
                    .orElse("Weir");
    private static final Setting<Duration> CLOSING_INTERVAL =
            Setting.duration(
                            "billing.closing-interval",
                            "How often the meter looks whether a month can be closed or a budget"
                                    + " is reached.")
                    .orElse("15s");
    private static final Setting<Duration> SOURCE_LIVE =
            Setting.duration(
                            "billing.source-live",
                            "A node that has sent no usage for longer is not waited for by"
                                    + " completeThrough.")
                    .orElse("1h");

    /** The process's admin port. */
    public static final Setting<Integer> ADMIN_PORT = ProcessSettings.adminPort(7301);

    /** All keys of a billing meter, without those of {@link ProcessSettings}. */
    public static final List<Setting<?>> ALL =
            List.of(
                    REGION,
                    TOPIC_PREFIX,
                    GROUP,
                    DATABASE_URL,
                    DATABASE_USER,
                    DATABASE_PASSWORD,
                    DATABASE_CONNECTIONS,
                    HOST,
                    PORT,
                    TOKEN,
                    TOKENS,
                    USAGE_SECRET,
                    CURRENCY,
                    PROVIDER,
                    CLOSING_INTERVAL,
                    SOURCE_LIVE);

    /** All keys of a billing meter's process. */
    public static List<Setting<?>> ofProcess() {
        return Stream.concat(ALL.stream(), ProcessSettings.all(ADMIN_PORT).stream()).toList();
    }

    /** From what was read. */
    public static BillingSettings of(Settings settings) {
        return new BillingSettings(
                settings.get(REGION),
                settings.get(TOPIC_PREFIX),
                settings.get(GROUP),
                settings.get(DATABASE_URL),
                settings.get(DATABASE_USER),
                settings.get(DATABASE_PASSWORD),
                settings.get(DATABASE_CONNECTIONS),
                settings.get(HOST),
                settings.get(PORT),
                settings.get(TOKEN),
                settings.get(TOKENS),
                settings.get(USAGE_SECRET),
                settings.get(CURRENCY),
                settings.get(PROVIDER),
                settings.get(CLOSING_INTERVAL),
                settings.get(SOURCE_LIVE));
    }

    private static String currency(String code) {
        try {
            return Currency.getInstance(code).getCurrencyCode();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a code of ISO 4217, like EUR", e);
        }
    }

    /** All tokens, the administrator's first. */
    public List<BearerToken> allTokens() {
        var all = new ArrayList<BearerToken>();
        all.add(new BearerToken("admin", Set.of("admin"), token));
        all.addAll(tokens);
        return all;
    }

    private static String jdbcUrl(String text) {
        if (!text.startsWith("jdbc:postgresql://") || text.contains("password=")) {
            throw new IllegalArgumentException(
                    "must be jdbc:postgresql://host:port/database without a password");
        }
        return text;
    }
}

package dev.weir.data;

import dev.weir.data.http.ListenerSettings;
import dev.weir.data.http.TrustedProxies;
import dev.weir.data.peer.PeerSettings;
import dev.weir.data.pg.wire.TargetPolicy;
import dev.weir.data.pool.PoolSettings;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageKey;
import dev.weir.runtime.Secret;
import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import dev.weir.runtime.kafka.KafkaOptions;
import dev.weir.runtime.process.LimitSettings;
import dev.weir.runtime.process.ProcessSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a node runs.
 *
 * @param endpoint where applications reach it, told to the control plane; empty: its own listener
 * @param peers how other nodes of the region are reached; empty: requests are served here or
 *     refused
 * @param keyHashingSecret under which API keys are hashed, the same as the control plane's
 * @param masterKeys that open sealed database URLs, the same as the control plane's
 * @param sqliteFolders where SQLite files may be
 * @param maxima of environments' settings, whatever the control plane says
 * @param capacity how many connections it is ready to hold over all environments
 * @param schemasPerEnvironment how many schemas of clients without an engine are kept
 * @param stopNotice the least time from saying that it is not ready to closing the listeners
 * @param tlsListener a second listener, with TLS, where the first one is without
 * @param usageDirectory where what was measured outlives the process; empty: it does not
 * @param usageKey signs what it measured; empty: it is not signed
 * @param stallLimit after standing still for longer it opens nothing until it has a new lease
 */
public record NodeSettings(
        RegionId region,
        ClusterId cluster,
        NodeId node,
        Optional<URI> endpoint,
        ListenerSettings listener,
        Optional<PeerSettings> peers,
        String adminHost,
        int adminPort,
        Kafka kafka,
        Secret keyHashingSecret,
        Secret masterKeys,
        TargetPolicy targets,
        List<Path> sqliteFolders,
        EnvironmentSettings maxima,
        int capacity,
        PoolSettings pool,
        Duration heartbeat,
        Duration stallLimit,
        Duration usageWindow,
        Optional<Path> usageDirectory,
        Optional<UsageKey> usageKey,
        long planCacheBytes,
        long compileMemoryBytes,
        int schemasPerEnvironment,
        Optional<ListenerSettings> tlsListener,
        Duration stopDeadline,
        Duration stopNotice) {
    /**
     * How the event log is reached.
     *
     * @param topicPrefix before the region in topic names
     */
    public record Kafka(KafkaOptions options, String topicPrefix) {}

    private static final Setting<RegionId> REGION =
            Setting.of("region", RegionId::new, "The region that the node serves").orElse("local");
    private static final Setting<ClusterId> CLUSTER =
            Setting.of("cluster", ClusterId::new, "The cluster, a failure domain, of the node");
    private static final Setting<NodeId> NODE =
            Setting.of("node.id", NodeId::new, "The node's id, kept over restarts");
    private static final Setting<Optional<URI>> ENDPOINT =
            Setting.uri(
                            "node.endpoint",
                            List.of("http", "https"),
                            "Where applications reach the node; default: its own listener")
                    .optional();
    private static final Setting<String> HTTP_HOST =
            Setting.text("http.host", "The address that the listener binds").orElse("127.0.0.1");
    private static final Setting<Integer> HTTP_PORT =
            Setting.port("http.port", "The port that the listener binds").orElse("4466");
    private static final Setting<Optional<String>> CERTIFICATE =
            Setting.text(
                            "http.tls.certificate",
                            "PEM file of the certificate chain; switches TLS on")
                    .optional();
    private static final Setting<Optional<String>> KEY =
            Setting.text("http.tls.key", "PEM file of the certificate's private key").optional();
    private static final Setting<Optional<Integer>> TLS_PORT =
            Setting.port(
                            "http.tls.port",
                            "A port of its own for TLS; without it, TLS is on http.port")
                    .optional();
    private static final Setting<Integer> EVENT_LOOPS =
            Setting.integer("http.event-loops", 1, 256, "Threads that serve requests and databases")
                    .orElse(String.valueOf(Runtime.getRuntime().availableProcessors()));
    private static final Setting<Long> MAX_BODY =
            Setting.size("http.max-body", "A larger request is refused").orElse("32MiB");
    private static final Setting<Optional<Long>> MAX_BODIES =
            Setting.size(
                            "http.max-bodies",
                            "Memory of all requests that the node holds at once, handed on ones"
                                    + " included: bodies, values parsed of them, rows and answers;"
                                    + " more are refused. An environment may hold three quarters of"
                                    + " it. At least two of http.max-body; default: a quarter of the"
                                    + " heap")
                    .optional();
    private static final Setting<Integer> MAX_REQUESTS =
            Setting.integer(
                            "http.max-requests",
                            1,
                            1_000_000,
                            "Requests served at once; more are refused")
                    .orElse("10000");
    private static final Setting<Optional<List<TrustedProxies.Network>>> TRUSTED_PROXIES =
            Setting.list(
                            "http.trusted-proxies",
                            TrustedProxies.Network::parse,
                            "Addresses or networks (10.0.0.0/8) of proxies in front of the node:"
                                    + " their Forwarded or X-Forwarded-Host and -Proto say which"
                                    + " address the client used")
                    .optional();
    private static final Setting<Integer> ADMIN_PORT = ProcessSettings.adminPort(4467);
    private static final Setting<String> PEER_HOST =
            Setting.text("peer.host", "The address that the listener for other nodes binds")
                    .orElse("127.0.0.1");
    private static final Setting<Integer> PEER_PORT =
            Setting.port("peer.port", "The port that the listener for other nodes binds")
                    .orElse("4468");
    private static final Setting<Optional<URI>> PEER_ENDPOINT =
            Setting.uri(
                            "peer.endpoint",
                            List.of("https"),
                            "Where other nodes reach this one; default: its own listener")
                    .optional();
    private static final Setting<Optional<String>> PEER_CERTIFICATE =
            Setting.text(
                            "peer.tls.certificate",
                            "PEM file of the node's certificate chain between nodes, for the name"
                                    + " <node.id>.<region>.weir.internal; switches forwarding on")
                    .optional();
    private static final Setting<Optional<String>> PEER_KEY =
            Setting.text("peer.tls.key", "PEM file of that certificate's private key").optional();
    private static final Setting<Optional<String>> PEER_AUTHORITY =
            Setting.text(
                            "peer.tls.authority",
                            "PEM file of the authority that signs the certificates of nodes")
                    .optional();
    private static final Setting<String> PREFIX =
            Setting.text("topic.prefix", "What topic names begin with").orElse("weir");
    private static final Setting<Secret> KEY_SECRET =
            Setting.secret(
                    "key-hashing-secret",
                    32,
                    "Under which API keys are hashed; the same on control plane and nodes");
    private static final Setting<Secret> MASTER_KEYS =
            Setting.secret(
                    "master-keys",
                    32,
                    "Keys that seal database URLs, id:base64, parted by commas, the first one writes;"
                            + " the same on control plane and nodes");
    private static final Setting<Boolean> ALLOW_PRIVATE =
            Setting.bool(
                            "targets.allow-private",
                            "Whether databases may be at private and loopback addresses")
                    .orElse("false");
    private static final Setting<Optional<List<Path>>> SQLITE_FOLDERS =
            Setting.list(
                            "targets.sqlite-folders",
                            Path::of,
                            "Folders of this machine that SQLite databases may be in, parted by"
                                    + " commas; without it there are none")
                    .optional();
    private static final Setting<Integer> CAPACITY =
            Setting.integer(
                            "node.capacity",
                            1,
                            100_000,
                            "Database connections the node is ready to hold")
                    .orElse("1000");
    private static final Setting<Duration> MAX_LIFETIME =
            Setting.duration("pool.max-lifetime", "A connection older than this is replaced")
                    .orElse("30m");
    private static final Setting<Duration> VALIDATE_AFTER =
            Setting.duration(
                            "pool.validate-after",
                            "A connection idle for longer is tried before use")
                    .orElse("30s");
    private static final Setting<Duration> PATIENCE =
            Setting.duration(
                            "pool.breaker.patience",
                            "How long requests wait on for a database that cannot be connected to;"
                                    + " after that they are refused at once")
                    .orElse("2s");
    private static final Setting<Duration> FIRST_PAUSE =
            Setting.duration(
                            "pool.breaker.first-pause",
                            "The longest pause after a first failed attempt to connect; it doubles"
                                    + " with each, and is shortened by up to half by chance")
                    .orElse("50ms");
    private static final Setting<Duration> LONGEST_PAUSE =
            Setting.duration(
                            "pool.breaker.longest-pause",
                            "The longest pause between attempts to connect to a failing database")
                    .orElse("1s");
    private static final Setting<Duration> DRAIN_DEADLINE =
            Setting.duration(
                            "pool.drain-deadline",
                            "When a grant is lowered, connections lent above it are closed after"
                                    + " this")
                    .orElse("30s");
    private static final Setting<Integer> PIPELINE_DEPTH =
            Setting.integer(
                            "pool.pipeline.depth",
                            1,
                            PoolSettings.MAX_PIPELINE,
                            "The most short reads that share a connection; 1: each has its own")
                    .orElse("32");
    private static final Setting<Duration> HEAD_OF_LINE =
            Setting.duration(
                            "pool.pipeline.wait",
                            "How long a read should wait at most for those before it on its"
                                    + " connection")
                    .orElse("5ms");
    private static final Setting<Duration> HEARTBEAT =
            Setting.duration("node.heartbeat", "Time between reports to the control plane")
                    .orElse("1s");
    private static final Setting<Duration> STALL =
            Setting.duration("node.stall-limit", "Standing still for longer costs the lease")
                    .orElse("500ms");
    private static final Setting<Duration> WINDOW =
            Setting.duration("usage.window", "The length of a usage record's window").orElse("10s");
    private static final Setting<Optional<String>> USAGE_DIRECTORY =
            Setting.text(
                            "usage.directory",
                            "A folder on a local disk, kept over restarts, where counters and"
                                    + " unsent usage records outlive the process; without it, usage"
                                    + " that was not sent is lost when a node is killed")
                    .optional();
    private static final Setting<Optional<UsageKey>> USAGE_KEY =
            new Setting<>(
                            "usage.key",
                            "",
                            true,
                            "base64url",
                            UsageKey::parse,
                            "The node's key, with which it signs usage records, as ./weir usage-key"
                                    + " gives it for its region and id; without it they are not"
                                    + " signed, and a meter that has a secret refuses them")
                    .optional();
    private static final Setting<Integer> SCHEMAS =
            Setting.integer(
                            "schemas.per-environment",
                            1,
                            1_000,
                            "Schemas of clients without an engine that are kept, those used last")
                    .orElse("20");
    private static final Setting<Duration> STOP_NOTICE =
            Setting.duration(
                            "stop.notice",
                            "How long a node that stops says that it is not ready and serves on,"
                                    + " at least: longer than load balancers take to notice; at"
                                    + " most half of stop.deadline")
                    .orElse("500ms");
    private static final Setting<Long> PLAN_CACHE =
            Setting.size("plans.cache", "Bytes of query plans that are kept parsed")
                    .orElse("32MiB");
    private static final Setting<Long> COMPILE_MEMORY =
            Setting.size(
                            "compile.memory",
                            "Bytes that the compiler of a client without an engine may use for one"
                                    + " query, at least 4MiB; each compile thread may take so many")
                    .orElse("64MiB");

    /** Every key of a node. */
    public static final List<Setting<?>> ALL =
            Stream.concat(
                            Stream.<Setting<?>>of(
                                    REGION,
                                    CLUSTER,
                                    NODE,
                                    ENDPOINT,
                                    HTTP_HOST,
                                    HTTP_PORT,
                                    CERTIFICATE,
                                    KEY,
                                    TLS_PORT,
                                    EVENT_LOOPS,
                                    MAX_BODY,
                                    MAX_BODIES,
                                    MAX_REQUESTS,
                                    TRUSTED_PROXIES,
                                    PEER_HOST,
                                    PEER_PORT,
                                    PEER_ENDPOINT,
                                    PEER_CERTIFICATE,
                                    PEER_KEY,
                                    PEER_AUTHORITY,
                                    PREFIX,
                                    KEY_SECRET,
                                    MASTER_KEYS,
                                    ALLOW_PRIVATE,
                                    SQLITE_FOLDERS,
                                    CAPACITY,
                                    MAX_LIFETIME,
                                    VALIDATE_AFTER,
                                    PATIENCE,
                                    FIRST_PAUSE,
                                    LONGEST_PAUSE,
                                    DRAIN_DEADLINE,
                                    PIPELINE_DEPTH,
                                    HEAD_OF_LINE,
                                    HEARTBEAT,
                                    STALL,
                                    WINDOW,
                                    USAGE_DIRECTORY,
                                    USAGE_KEY,
                                    PLAN_CACHE,
                                    COMPILE_MEMORY,
                                    SCHEMAS,
                                    STOP_NOTICE),
                            Stream.concat(
                                    LimitSettings.ALL.stream(),
                                    ProcessSettings.all(ADMIN_PORT).stream()))
                    .toList();

    /**
     * The settings as read.
     *
     * @throws IllegalArgumentException if some do not go together
     */
    public static NodeSettings from(Settings settings) {
        return new NodeSettings(
                settings.get(REGION),
                settings.get(CLUSTER),
                settings.get(NODE),
                settings.get(ENDPOINT),
                settings.get(TLS_PORT).isPresent()
                        ? listener(settings).with(settings.get(HTTP_PORT), null, null)
                        : listener(settings),
                peers(settings),
                settings.get(ProcessSettings.ADMIN_HOST),
                settings.get(ADMIN_PORT),
                new Kafka(
                        ProcessSettings.kafka(settings)
                                .withClientName("weir-node-" + settings.get(NODE).value()),
                        settings.get(PREFIX)),
                settings.get(KEY_SECRET),
                settings.get(MASTER_KEYS),
                settings.get(ALLOW_PRIVATE) ? TargetPolicy.ALLOW_PRIVATE : TargetPolicy.PUBLIC_ONLY,
                settings.get(SQLITE_FOLDERS).orElse(List.of()),
                maxima(LimitSettings.of(settings)),
                settings.get(CAPACITY),
                pool(settings),
                settings.get(HEARTBEAT),
                settings.get(STALL),
                settings.get(WINDOW),
                settings.get(USAGE_DIRECTORY).map(Path::of),
                settings.get(USAGE_KEY),
                settings.get(PLAN_CACHE),
                settings.get(COMPILE_MEMORY),
                settings.get(SCHEMAS),
                tlsListener(settings),
                settings.get(ProcessSettings.STOP_DEADLINE),
                stopNotice(settings));
    }

    private static Duration stopNotice(Settings settings) {
        var notice = settings.get(STOP_NOTICE);
        if (notice.multipliedBy(2).compareTo(settings.get(ProcessSettings.STOP_DEADLINE)) > 0) {
            throw new IllegalArgumentException("stop.notice must be at most half of stop.deadline");
        }
        return notice;
    }

    private static Optional<ListenerSettings> tlsListener(Settings settings) {
        var port = settings.get(TLS_PORT);
        var base = listener(settings);
        if (port.isEmpty()) return Optional.empty();
        if (base.certificate() == null) {
            throw new IllegalArgumentException("http.tls.port needs http.tls.certificate");
        }
        return Optional.of(base.with(port.get(), base.certificate(), base.key()));
    }

    private static Optional<PeerSettings> peers(Settings settings) {
        var certificate = settings.get(PEER_CERTIFICATE);
        var key = settings.get(PEER_KEY);
        var authority = settings.get(PEER_AUTHORITY);
        if (certificate.isEmpty() && key.isEmpty() && authority.isEmpty()) return Optional.empty();
        if (certificate.isEmpty() || key.isEmpty() || authority.isEmpty()) {
            throw new IllegalArgumentException(
                    "peer.tls.certificate, peer.tls.key and peer.tls.authority belong together");
        }
        return Optional.of(
                new PeerSettings(
                        settings.get(PEER_HOST),
                        settings.get(PEER_PORT),
                        settings.get(PEER_ENDPOINT).map(Object::toString),
                        Path.of(certificate.get()),
                        Path.of(key.get()),
                        Path.of(authority.get())));
    }

    private static PoolSettings pool(Settings settings) {
        var pool = PoolSettings.DEFAULTS;
        if (settings.get(LONGEST_PAUSE).compareTo(settings.get(FIRST_PAUSE)) < 0) {
            throw new IllegalArgumentException(
                    "pool.breaker.longest-pause must not be below pool.breaker.first-pause");
        }
        return new PoolSettings(
                pool.maxQueue(),
                pool.queueTimeout(),
                pool.idleLimit(),
                settings.get(MAX_LIFETIME),
                settings.get(VALIDATE_AFTER),
                settings.get(PATIENCE),
                settings.get(FIRST_PAUSE),
                settings.get(LONGEST_PAUSE),
                settings.get(DRAIN_DEADLINE),
                settings.get(PIPELINE_DEPTH),
                settings.get(HEAD_OF_LINE));
    }

    private static EnvironmentSettings maxima(LimitSettings limits) {
        return new EnvironmentSettings(
                limits.idleTimeout(),
                limits.queryTimeout(),
                limits.transactionTimeout(),
                limits.queueTimeout(),
                limits.maxQueue(),
                limits.maxResponseBytes());
    }

    private static ListenerSettings listener(Settings settings) {
        var base = ListenerSettings.of(settings.get(HTTP_HOST), settings.get(HTTP_PORT));
        int maxBody = Math.toIntExact(Math.min(settings.get(MAX_BODY), 1 << 30));
        long maxBodies =
                settings.get(MAX_BODIES)
                        .orElseGet(() ->
                                ListenerSettings.bodiesOf(
                                        Runtime.getRuntime().maxMemory(), maxBody));
        if (maxBodies < 2L * maxBody) {
            throw new IllegalArgumentException(
                    "http.max-bodies must be at least twice http.max-body");
        }
        return new ListenerSettings(
                base.host(),
                base.port(),
                settings.get(CERTIFICATE).map(Path::of).orElse(null),
                settings.get(KEY).map(Path::of).orElse(null),
                settings.get(EVENT_LOOPS),
                base.maxHeaderBytes(),
                maxBody,
                maxBodies,
                settings.get(MAX_REQUESTS),
                base.maxConnections(),
                base.idleTimeout(),
                base.headerTimeout(),
                base.bodyTimeout(),
                base.compressFrom(),
                new TrustedProxies(settings.get(TRUSTED_PROXIES).orElse(List.of())));
    }
}

package dev.weir.data.gateway;

import dev.weir.data.http.HttpListener;
import dev.weir.data.http.ListenerSettings;
import dev.weir.data.peer.Forwarding;
import dev.weir.data.peer.PeerSettings;
import dev.weir.data.route.PeerBook;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PeerAnnounced;
import dev.weir.events.PoolMode;
import dev.weir.events.RegionId;
import dev.weir.runtime.Ticker;
import dev.weir.runtime.tls.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Nodes of a region that hand requests to each other, each over a database in memory. */
final class PeerFixture {
    static final RegionId REGION = new RegionId("test");
    static final IncarnationId LIFE = new IncarnationId("life1");
    private static final EnvironmentId SHOP = new EnvironmentId("shop");

    final List<PeerNode> nodes = new ArrayList<>();
    private final Path folder;
    private final LocalAuthority authority;
    private long epoch;

    /** One of them. */
    static final class PeerNode {
        final String name;
        final PeerBook book;
        final GatewayFixture door;
        final PeerSettings settings;
        final HttpListener listener;

        @SuppressWarnings("NullAway.Init") // by the fixture's constructor
        Forwarding routing;

        PeerNode(String name, PeerSettings settings) throws Exception {
            this.name = name;
            this.settings = settings;
            book = new PeerBook(new NodeId(name));
            door = new GatewayFixture(name, all -> all, this::forwarding, List.of());
            listener =
                    HttpListener.betweenNodes(
                            door.vertx,
                            ListenerSettings.of("127.0.0.1", 0)
                                    .secured(
                                            "127.0.0.1", 0, settings.certificate(), settings.key()),
                            settings.authority(),
                            door.gateway,
                            door.bodies,
                            door.accounts,
                            Ticker.SYSTEM);
            listener.start();
        }

        private Peers forwarding(GatewayFixture made) {
            routing =
                    new Forwarding(
                            made.vertx,
                            new NodeLife(new NodeId(name), LIFE),
                            cluster(name),
                            REGION,
                            book,
                            settings,
                            made.accounts,
                            Ticker.SYSTEM);
            return routing;
        }

        /** How many queries it ran itself. */
        long queries() {
            return door.accounts.readings().stream()
                    .mapToLong(reading -> reading.totals().queries())
                    .sum();
        }
    }

    PeerFixture(Path folder, String... names) throws Exception {
        this.folder = folder;
        authority = LocalAuthority.create("test", Instant.now(), new SecureRandom());
        for (var name : names) nodes.add(new PeerNode(name, settings(authority, name)));
        for (var node : nodes) announce(node, LIFE, node.listener.port(), false);
    }

    /** Settings with certificates that an authority signs. */
    PeerSettings settings(LocalAuthority signer, String name) throws IOException {
        var issued =
                signer.issue(
                        List.of(PeerSettings.serverName(name, REGION.value())),
                        Instant.now(),
                        Duration.ofDays(1));
        return new PeerSettings(
                "127.0.0.1",
                0,
                Optional.empty(),
                file(name + ".pem", issued.certificate()),
                file(name + ".key", issued.key().value()),
                file("authority.pem", authority.certificate()));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static ClusterId cluster(String node) {
        return new ClusterId(node.substring(0, 1));
    }

    PeerNode node(String name) {
        return nodes.stream().filter(node -> node.name.equals(name)).findFirst().orElseThrow();
    }

    /** All are told of a life of a node. */
    void announce(PeerNode node, IncarnationId life, int port, boolean leaving) {
        var fact =
                new PeerAnnounced(
                        new NodeLife(new NodeId(node.name), life),
                        cluster(node.name),
                        "https://127.0.0.1:" + port,
                        leaving);
        for (var each : nodes) each.book.apply(fact);
    }

    /** All are told that these, and nobody else, may serve the environment {@code shop}. */
    void grant(String... names) {
        grant(LIFE, names);
    }

    /** The same, to another life of each. */
    void grant(IncarnationId life, String... names) {
        var grants =
                Arrays.stream(names)
                        .map(name ->
                                new Grant(
                                        new NodeLife(new NodeId(name), life),
                                        cluster(name),
                                        "http://127.0.0.1",
                                        10,
                                        PoolMode.ACTIVE))
                        .toList();
        var fact = new Granted(SHOP, new DatabaseId("db"), new Epoch(++epoch), grants);
        for (var node : nodes) node.routing.granted(fact);
    }

    void close() throws Exception {
        for (var node : nodes) {
            node.listener.stop(Duration.ofMillis(600));
            node.door.close();
        }
    }
}

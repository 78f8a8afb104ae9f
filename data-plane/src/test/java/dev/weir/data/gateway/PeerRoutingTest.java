package dev.weir.data.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.data.gateway.PeerFixture.PeerNode;
import dev.weir.data.http.HttpListener;
import dev.weir.data.http.HttpMetrics;
import dev.weir.data.http.ListenerSettings;
import dev.weir.data.peer.LinksOf;
import dev.weir.data.peer.PeerSettings;
import dev.weir.data.pool.LoanRefused;
import dev.weir.events.IncarnationId;
import dev.weir.runtime.Ticker;
import dev.weir.runtime.tls.LocalAuthority;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests handed on between real listeners, over TLS. */
class PeerRoutingTest {
    private static final String ONE = GatewayFixture.query("SELECT 1");
    private static final String WAIT = GatewayFixture.query("SELECT wait");

    private static final IncarnationId FORMER = new IncarnationId("life0");
    private final LoanRefused noGrant =
            new LoanRefused(LoanRefused.Reason.NO_GRANT, "pool shop: 0/0");

    @SuppressWarnings("NullAway.Init") // by JUnit
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // by open()
    private PeerFixture peers;

    @SuppressWarnings("NullAway.Init") // by open()
    private PeerNode a1;

    @SuppressWarnings("NullAway.Init") // by open()
    private PeerNode b1;

    @BeforeEach
    void open() throws Exception {
        peers = new PeerFixture(folder, "a1", "b1", "b2");
        a1 = peers.node("a1");
        b1 = peers.node("b1");
    }

    @AfterEach
    void close() throws Exception {
        peers.close();
    }

    @Test
    void handsOnWhatAnotherNodeServes() throws Exception {
        peers.grant("b1");

        var answer = a1.door.post("/query", ONE, "x-request-id", "mine-1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"data\"");
        assertThat(answer.headers().firstValue("x-request-id")).contains("mine-1");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("weir-"));
        assertThat(b1.queries()).as("counted where it ran").isEqualTo(1);
        assertThat(a1.queries()).as("and only there").isZero();
    }

    /** The peer's own name between nodes means nothing to a client. */
    @Test
    void aTransactionThatAPeerHoldsIsAtTheAddressThatTheClientUsed() throws Exception {
        peers.grant("b1");
        var start =
                a1.door.post(
                        "/6.19.3/" + "0".repeat(64) + "/transaction/start",
                        "{\"max_wait\":1000,\"timeout\":5000}");

        assertThat(start.statusCode()).as(start.body()).isEqualTo(200);
        assertThat(b1.door.gateway.unfinished()).as("held by the peer").isEqualTo(1);
        assertThat(start.body())
                .contains(
                        "\"endpoint\":\"http://127.0.0.1:" + a1.door.listener.port() + "/6.19.3/");
    }

    @Test
    void countsABodyAtBothNodesUntilItsRequestIsOver() throws Exception {
        peers.grant("b1");
        b1.door.database.size = 0;
        var answer = a1.door.postAsync("/query", ONE);

        await().until(() -> b1.door.bodies.used() == ONE.length());
        assertThat(a1.door.bodies.used()).isEqualTo(ONE.length());

        answer.cancel(true);
        await().until(() -> b1.door.bodies.used() == 0);
        assertThat(a1.door.bodies.used()).isZero();
    }

    @Test
    void servesHereWhatItMayServe() throws Exception {
        peers.grant("a1", "b1");

        for (int i = 0; i < 20; i++) {
            assertThat(a1.door.post("/query", ONE).statusCode()).isEqualTo(200);
        }

        assertThat(a1.queries()).isEqualTo(20);
    }

    @Test
    void tellsTheErrorsOfThePeerAsTheyAre() throws Exception {
        peers.grant("b1");

        var there = b1.door.post("/query", GatewayFixture.query("SELECT fail"));
        var handedOn = a1.door.post("/query", GatewayFixture.query("SELECT fail"));

        assertThat(handedOn.statusCode()).isEqualTo(there.statusCode());
        assertThat(handedOn.body()).isEqualTo(there.body());
    }

    @Test
    void asksSomebodyElseForWhatDidNotStart() throws Exception {
        peers.grant("b1", "b2");
        b1.door.database.refusal = noGrant;

        for (int i = 0; i < 5; i++) {
            assertThat(a1.door.post("/query", ONE).statusCode()).isEqualTo(200);
        }

        assertThat(peers.node("b2").queries()).isEqualTo(5);
    }

    @Test
    void handsOnWhatItsOwnPoolRefuses() throws Exception {
        peers.grant("a1", "b1");
        a1.door.database.refusal = new LoanRefused(LoanRefused.Reason.STOPPING, "pool shop: 0/0");

        assertThat(a1.door.post("/query", ONE).statusCode()).isEqualTo(200);
        assertThat(b1.queries()).isEqualTo(1);
    }

    @Test
    void saysWhyWhenNobodyServes() throws Exception {
        peers.grant("b1");
        b1.door.waits(10, Duration.ofMillis(200));
        a1.door.waits(10, Duration.ofMillis(200));
        b1.door.database.refusal = noGrant;
        a1.door.database.refusal = noGrant;

        var answer = a1.door.post("/query", ONE);
        var transaction = a1.door.post("/transaction/start", "{}");
        var sql = a1.door.post("/sql", "{\"query\":\"SELECT 1\",\"params\":[]}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).containsAnyOf("P6008", "P2024");
        assertThat(transaction.statusCode()).isEqualTo(409);
        assertThat(transaction.body())
                .contains("P2028", "Unable to start a transaction in the given time.");
        assertThat(sql.statusCode()).isEqualTo(503);
        // The other one if its time was over on the way to its last look.
        assertThat(sql.body()).containsAnyOf("57P03", "No connection came free in time");
    }

    @Test
    void waitsForTheGrantOfANodeThatWasStartedAgain() throws Exception {
        peers.grant(FORMER, "a1");
        a1.door.database.refusal = noGrant;
        var answer = a1.door.postAsync("/query", ONE);
        await().until(() -> a1.door.gateway.waiting() == 1);

        peers.grant("a1"); // its pool hears of it later than its router
        await().pollDelay(Duration.ofMillis(600)).until(() -> a1.door.gateway.waiting() == 1);
        a1.door.database.refusal = null;

        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(a1.queries()).isEqualTo(1);
    }

    @Test
    void waitsForTheGrantToMoveFromALostNode() throws Exception {
        peers.grant(FORMER, "b1");
        a1.door.database.refusal = noGrant;
        var query = a1.door.postAsync("/query", ONE);
        var transaction = a1.door.postAsync("/transaction/start", "{}");
        await().until(() -> a1.door.gateway.waiting() == 2);

        peers.grant("b2");

        assertThat(query.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(transaction.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(peers.node("b2").queries()).isEqualTo(1);
    }

    @Test
    void waitsForThePeerThatIsToServe() throws Exception {
        peers.grant("b1");
        peers.announce(b1, PeerFixture.LIFE, freePort(), false);
        a1.door.database.refusal = noGrant;
        var answer = a1.door.postAsync("/query", ONE);
        await().until(() -> a1.door.gateway.waiting() == 1);

        peers.announce(b1, PeerFixture.LIFE, b1.listener.port(), false);

        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(b1.queries()).isEqualTo(1);
    }

    @Test
    void waitsForThePeersGrant() throws Exception {
        peers.grant("b1");
        b1.door.database.refusal = noGrant;
        a1.door.database.refusal = noGrant;
        var answer = a1.door.postAsync("/query", ONE);
        await().until(() -> a1.door.gateway.waiting() == 1);

        b1.door.database.refusal = null;

        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(b1.queries()).isEqualTo(1);
    }

    @Test
    void neverHandsOnWhatAPeerHandedOn() throws Exception {
        peers.grant("a1");
        b1.door.waits(10, Duration.ofMillis(200));
        a1.door.database.refusal = noGrant;
        b1.door.database.refusal = noGrant;

        var answer = b1.door.post("/query", ONE);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(a1.door.answered).as("its own clients asked nothing").isEmpty();
    }

    @Test
    void handsTransactionsToTheirHolder() throws Exception {
        peers.grant("b1");
        var id = a1.door.begin("{}");
        assertThat(id).startsWith("b1.life1.");
        peers.grant("a1"); // the holder has lost its grant, and keeps the transaction

        var query = a1.door.post("/transaction/" + id + "/query", ONE);
        var commit = a1.door.post("/transaction/" + id + "/commit", "{}");

        assertThat(query.statusCode()).isEqualTo(200);
        assertThat(commit.statusCode()).isEqualTo(200);
        assertThat(b1.queries()).isEqualTo(1);
    }

    @Test
    void tellsAtOnceThatATransactionIsLostWithItsNode() throws Exception {
        peers.grant("b1");
        var id = a1.door.begin("{}");
        peers.announce(b1, new IncarnationId("life2"), 1, false);

        var answer = a1.door.post("/transaction/" + id + "/query", ONE);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("P2028", "restarted");
    }

    @Test
    void tellsAtOnceThatAHolderCannotBeReached() throws Exception {
        peers.grant("b1");
        var id = a1.door.begin("{}");
        int nobody = freePort();
        peers.announce(b1, PeerFixture.LIFE, nobody, false);

        var answer = a1.door.post("/transaction/" + id + "/query", ONE);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("P2028", "cannot be reached");
    }

    @Test
    void doesNotSendAgainWhatMayHaveTakenEffect() throws Exception {
        peers.grant("b1", "b2");
        var answer = a1.door.postAsync("/query", WAIT);
        await().until(() -> running(b1) + running(peers.node("b2")) == 1);
        var holder = running(b1) == 1 ? b1 : peers.node("b2");
        var other = running(b1) == 1 ? peers.node("b2") : b1;

        holder.listener.stop(Duration.ofMillis(1)); // cuts it off

        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(502);
        assertThat(other.queries()).isZero();
    }

    @Test
    void cancelsAtThePeerWhenItsClientLeaves() throws Exception {
        peers.grant("b1");
        b1.door.database.size = 0;
        var answer = a1.door.postAsync("/query", ONE);
        await().until(() -> b1.listener.requests() == 1);

        answer.cancel(true);

        await().until(() -> b1.listener.requests() == 0);
        b1.door.database.size = 1;
        assertThat(b1.queries()).isZero();
    }

    @Test
    void givesNothingNewToWhoLeaves() throws Exception {
        peers.grant("b1", "b2");
        peers.announce(b1, PeerFixture.LIFE, b1.listener.port(), true);

        for (int i = 0; i < 10; i++) a1.door.post("/query", ONE);

        assertThat(peers.node("b2").queries()).isEqualTo(10);
    }

    @Test
    void isConnectedBeforeAnybodyAsks() throws Exception {
        peers.grant("b1");
        var b2 = peers.node("b2");
        int loops = links(a1.door.listener.contexts()).size();

        a1.routing.openAhead(a1.door.listener);
        await().until(() -> b1.listener.connections() == loops);
        await().until(() -> b2.listener.connections() == loops);
        assertThat(a1.door.post("/query", ONE).statusCode()).isEqualTo(200);

        assertThat(b1.listener.connections()).as("no other one").isEqualTo(loops);
        assertThat(b1.queries()).isEqualTo(1);
    }

    @Test
    void listenersOfTheSameLoopsShareTheirLinks() throws Exception {
        var second =
                new HttpListener(
                        a1.door.vertx,
                        ListenerSettings.of("127.0.0.1", 0),
                        a1.door.gateway,
                        a1.door.bodies,
                        a1.door.accounts,
                        HttpMetrics.NONE,
                        Ticker.SYSTEM);
        second.start();
        try {
            var loops = new ArrayList<>(a1.door.listener.contexts());
            loops.addAll(second.contexts());
            assertThat(links(loops)).hasSizeLessThanOrEqualTo(GatewayFixture.EVENT_LOOPS);
        } finally {
            second.stop(Duration.ofMillis(600));
        }
    }

    private Set<Object> links(List<Context> loops) throws Exception {
        var found = new HashSet<Object>();
        for (var loop : loops) {
            var links = new CompletableFuture<Object>();
            loop.runOnContext(_ -> links.complete(LinksOf.a(a1.routing, loop)));
            found.add(links.get(10, TimeUnit.SECONDS));
        }
        return found;
    }

    @Test
    void isNotTakenForSilentByThePeerThatItIsConnectedTo() {
        a1.routing.openAhead(a1.door.listener);

        await().until(() -> b1.listener.lastBegan() != 0);
        assertThat(b1.queries()).isZero();
    }

    @Test
    void connectsToNobodyAheadWhoLeaves() throws Exception {
        var b2 = peers.node("b2");
        peers.announce(b1, PeerFixture.LIFE, b1.listener.port(), true);
        int loops = links(a1.door.listener.contexts()).size();

        a1.routing.openAhead(a1.door.listener);

        await().until(() -> b2.listener.connections() == loops && b2.listener.requests() == 0);
        assertThat(b1.listener.connections()).isZero();
    }

    @Test
    void takesNothingFromWhoHasNoCertificateOfTheAuthority() throws Exception {
        var known = peers.node("b2").settings;
        assertThat(statusFor(known)).isEqualTo(200);

        var stranger = LocalAuthority.create("stranger", Instant.now(), new SecureRandom());
        assertThatThrownBy(() -> statusFor(peers.settings(stranger, "b2")))
                .hasRootCauseInstanceOf(SSLHandshakeException.class);
    }

    private int statusFor(PeerSettings settings) throws Exception {
        var options =
                new HttpClientOptions()
                        .setSsl(true)
                        .setVerifyHost(false)
                        .setTrustAll(true)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .setCertPath(settings.certificate().toString())
                                        .setKeyPath(settings.key().toString()));
        // Held until the end: Vert.x closes a client that nobody has any more.
        var client = a1.door.vertx.createHttpClient(options);
        try {
            return client.request(HttpMethod.GET, b1.listener.port(), "127.0.0.1", "/health")
                    .compose(request -> request.send())
                    .map(response -> response.statusCode())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } finally {
            var _ = client.close();
        }
    }

    private static int running(PeerNode node) {
        return node.door.database.waiting.size();
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

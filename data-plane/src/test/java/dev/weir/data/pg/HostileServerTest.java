package dev.weir.data.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.data.database.Connection;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.TargetPolicy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database server is untrusted: whatever it sends is bounded. */
class HostileServerTest {
    /** The socket buffers and the bytes dropped at the end; an endless server sends far more. */
    private static final long TAKEN_AT_MOST = 64L << 20;

    @RegisterExtension final Loop loop = new Loop();

    private PgDatabase database(HostileServer server) {
        return new PgDatabase(
                new PgNetwork(loop.vertx(), TargetPolicy.ALLOW_PRIVATE),
                PgUrl.parse(server.url()),
                PgSettings.DEFAULT,
                PgDatabase.UNMETERED);
    }

    private void refusesToConnect(HostileServer.Script script) throws Exception {
        try (var server = new HostileServer(script)) {
            var fault =
                    catchThrowableOfType(DatabaseFault.class, () -> loop.connect(database(server)));

            assertThat(fault.kind()).isEqualTo(DatabaseFault.Kind.REFUSED);
            assertThat(fault.code()).isEqualTo("08P01");
            assertThat(server.sent()).isLessThan(TAKEN_AT_MOST);
        }
    }

    @Test
    void endlessParametersAtStartupEndTheConnection() throws Exception {
        refusesToConnect(talk -> {
            talk.send('R', HostileServer.integers(0));
            for (int n = 0; ; n++) talk.send('S', HostileServer.texts("p" + n, "x"));
        });
    }

    @Test
    void largeParametersAtStartupEndTheConnection() throws Exception {
        var value = "x".repeat(60_000);
        refusesToConnect(talk -> {
            talk.send('R', HostileServer.integers(0));
            for (int n = 0; ; n++) talk.send('S', HostileServer.texts("p" + n, value));
        });
    }

    @Test
    void endlessNoticesAtStartupEndTheConnection() throws Exception {
        refusesToConnect(talk -> {
            for (; ; ) talk.send('N', HostileServer.texts("SNOTICE", "Mhello", ""));
        });
    }

    @Test
    void endlessAuthenticationRequestsEndTheConnection() throws Exception {
        refusesToConnect(talk -> {
            for (; ; ) talk.send('R', HostileServer.integers(3));
        });
    }

    @Test
    void aSecondScramChallengeEndsTheConnection() throws Exception {
        var challenges = new AtomicInteger();
        refusesToConnect(talk -> {
            talk.send('R', sasl(10, "SCRAM-SHA-256\0\0"));
            talk.flush();
            talk.read();
            for (int n = 0; n < 100; n++) {
                talk.send('R', sasl(11, "r=anything,s=c2FsdA==,i=1000000"));
                challenges.incrementAndGet();
            }
        });
    }

    private static byte[] sasl(int kind, String text) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HostileServer.integers(kind));
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    @Test
    void aMessageThatClaimsToBeHugeEndsTheConnection() throws Exception {
        refusesToConnect(talk -> talk.claim('S', Integer.MAX_VALUE));
        refusesToConnect(talk -> talk.claim('E', -1));
    }

    @Test
    void rowsThatWereNotRequestedEndTheConnection() throws Exception {
        isClosedAfter(talk -> {
            talk.ready();
            for (; ; ) talk.send('D', new byte[60_000]);
        });
    }

    @Test
    void endlessNoticesAtRestEndTheConnection() throws Exception {
        isClosedAfter(talk -> {
            talk.ready();
            for (; ; ) talk.send('N', HostileServer.texts("SNOTICE", "Mhello", ""));
        });
    }

    @Test
    void endlessParametersAtRestEndTheConnection() throws Exception {
        isClosedAfter(talk -> {
            talk.ready();
            for (; ; ) talk.send('S', HostileServer.texts("search_path", "x"));
        });
    }

    @Test
    void endlessNotificationsAtRestEndTheConnection() throws Exception {
        var body = new ByteArrayOutputStream();
        body.writeBytes(HostileServer.integers(1));
        body.writeBytes(HostileServer.texts("channel", "payload"));
        isClosedAfter(talk -> {
            talk.ready();
            for (; ; ) talk.send('A', body.toByteArray());
        });
    }

    /**
     * Its sessions may be others' in a moment: reads that share one would leave their mode there.
     */
    @Test
    void noReadsShareASessionOfAPooler() throws Exception {
        var refused = new AtomicInteger();
        HostileServer.Script pooler =
                talk -> {
                    if (refused.incrementAndGet() > 2) {
                        talk.ready();
                    } else {
                        talk.send(
                                'E',
                                HostileServer.texts(
                                        "SFATAL", "C08P01", "Munsupported startup parameter", ""));
                        talk.close();
                    }
                };
        try (var server = new HostileServer(pooler)) {
            var database = database(server);
            assertThat(database.pipelines()).isTrue();

            var _ = loop.connect(database);

            assertThat(database.pipelines()).isFalse();
        }
    }

    private void isClosedAfter(HostileServer.Script script) throws Exception {
        try (var server = new HostileServer(script)) {
            Connection connection = loop.connect(database(server));

            Loop.result(closed(connection));

            assertThat(server.sent()).isLessThan(TAKEN_AT_MOST);
        }
    }

    private CompletableFuture<Void> closed(Connection connection) {
        CompletionStage<Void> closed = connection.closed();
        return loop.start(() -> closed);
    }
}

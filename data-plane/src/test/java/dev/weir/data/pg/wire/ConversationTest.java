package dev.weir.data.pg.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The conversation without a socket: the test is the server. */
class ConversationTest {
    private static final SessionLimits LIMITS = new SessionLimits(Duration.ofSeconds(5), 1_000);

    private final CountingEffects effects = new CountingEffects();
    private final Framer framer = new Framer();
    private final Conversation conversation =
            new Conversation(
                    Bounds.DEFAULT,
                    new PgTypes(),
                    new SessionStart(ServerKind.POSTGRESQL, "", true),
                    () -> 0,
                    effects,
                    new WireWriter());

    @Test
    void aStatementBehindTheModesChangeIsCancelledWhenItsClientHasLeft() {
        reads();
        conversation.lend(LIMITS);
        var _ = conversation.run(Statement.of("SELECT pg_sleep(60)"), RowConsumer.IGNORE);

        conversation.giveUp();
        assertThat(effects.cancels).as("the mode's change is not the client's").isZero();
        receives("RESET");

        assertThat(effects.cancels).isEqualTo(1);
    }

    /** Puts the session into the mode of reads that share it. */
    private void reads() {
        var reader = conversation.join(LIMITS, (_, _, _) -> {});
        var _ = conversation.read(reader, Statement.of("SELECT 1"), RowConsumer.IGNORE);
        receives("SET");
        receives("SELECT 1");
    }

    /** The server has run a command, and is ready outside a transaction. */
    private void receives(String tag) {
        var bytes = new ByteArrayOutputStream();
        var body = (tag + '\0').getBytes(StandardCharsets.US_ASCII);
        bytes.write('C');
        bytes.writeBytes(new byte[] {0, 0, 0, (byte) (4 + body.length)});
        bytes.writeBytes(body);
        bytes.writeBytes(new byte[] {'Z', 0, 0, 0, 5, 'I'});
        framer.reserve(bytes.size());
        System.arraycopy(bytes.toByteArray(), 0, framer.array(), framer.position(), bytes.size());
        conversation.received(framer, bytes.size());
    }

    private static final class CountingEffects implements Effects {
        int cancels;

        @Override
        public void flush() {}

        @Override
        public void cancel() {
            cancels++;
        }

        @Override
        public void close() {}

        @Override
        public void wakeAt(long nanos) {}
    }
}

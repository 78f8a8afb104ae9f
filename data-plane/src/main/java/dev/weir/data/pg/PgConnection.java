package dev.weir.data.pg;

import dev.weir.data.database.Connection;
import dev.weir.data.database.PlaceListener;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.pg.wire.BackendKey;
import dev.weir.data.pg.wire.Bounds;
import dev.weir.data.pg.wire.Conversation;
import dev.weir.data.pg.wire.Effects;
import dev.weir.data.pg.wire.Framer;
import dev.weir.data.pg.wire.PgTypes;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.SessionStart;
import dev.weir.runtime.Ticker;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs one {@link Conversation}: the only class that touches its socket and its timer. */
final class PgConnection implements Connection {
    private static final long NO_TIMER = -1;

    private final PgNetwork network;
    private final PgUrl url;
    private final InetAddress address;
    private final boolean encrypted;
    private final @Nullable BackendKey key;
    private final PgSocket socket;
    private final Framer framer;
    private final Conversation conversation;
    private final Shell shell = new Shell();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private @Nullable PgSession session;
    private long timer = NO_TIMER;
    private long timerAt;
    private int cancels;
    private boolean disconnected;

    PgConnection(
            PgNetwork network,
            PgUrl url,
            InetAddress address,
            Bounds bounds,
            PgTypes types,
            PgOpening.Opened opened,
            SessionStart start) {
        this.network = network;
        this.url = url;
        this.address = address;
        this.encrypted = opened.encrypted();
        this.key = opened.key();
        this.socket = opened.socket();
        this.framer = opened.framer();
        this.conversation =
                new Conversation(bounds, types, start, Ticker.SYSTEM, shell, socket.out());
        socket.receiver(shell);
    }

    @Override
    public Session lend(SessionLimits limits) {
        conversation.lend(limits);
        PgSession begun = new PgSession(conversation);
        session = begun;
        return begun;
    }

    @Override
    public Session join(SessionLimits limits, PlaceListener listener) {
        return new PgPlace(conversation, conversation.join(limits, listener));
    }

    @Override
    public CompletionStage<Boolean> settle() {
        if (session != null) {
            session.end();
            session = null;
        }
        return conversation.settle();
    }

    @Override
    public CompletionStage<Boolean> validate() {
        return conversation.validate();
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.copy();
    }

    @Override
    public void close() {
        if (conversation.busy()) {
            shell.cancel();
        }
        conversation.close();
    }

    private void cancelled() {
        cancels--;
        conversation.cancelSent();
        maybeClosed();
    }

    private void maybeClosed() {
        if (disconnected && cancels == 0) {
            closed.complete(null);
        }
    }

    private void wake(long id) {
        if (id == timer) {
            timer = NO_TIMER;
            conversation.wake();
        }
    }

    private void stopTimer() {
        if (timer != NO_TIMER) {
            network.vertx().cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    /** Between the socket and the conversation. */
    private final class Shell implements PgSocket.Receiver, Effects {
        @Override
        public void bytes(ByteBuf bytes) {
            int count = bytes.readableBytes();
            framer.reserve(count);
            bytes.readBytes(framer.array(), framer.position(), count);
            conversation.received(framer, count);
        }

        @Override
        public void writable(boolean now) {
            conversation.writable(now);
        }

        @Override
        public void closed() {
            disconnected = true;
            stopTimer();
            conversation.disconnected();
            maybeClosed();
        }

        @Override
        public void flush() {
            socket.flush();
        }

        @Override
        public void cancel() {
            if (key == null) {
                socket.context().runOnContext(_ -> PgConnection.this.close());
                return;
            }
            cancels++;
            new PgCancel(network, url, address, encrypted, key).send().onComplete(_ -> cancelled());
        }

        @Override
        public void close() {
            stopTimer();
            socket.close();
        }

        /** One timer serves many statements: it is set anew only for an earlier moment. */
        @Override
        public void wakeAt(long nanos) {
            if (disconnected || (timer != NO_TIMER && timerAt - nanos <= 0)) {
                return;
            }
            stopTimer();
            timerAt = nanos;
            long millis = Math.max(1, (nanos - Ticker.SYSTEM.nanos() + 999_999) / 1_000_000);
            timer = network.vertx().setTimer(millis, PgConnection.this::wake);
        }
    }
}

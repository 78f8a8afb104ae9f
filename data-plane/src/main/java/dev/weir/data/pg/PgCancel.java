package dev.weir.data.pg;

import dev.weir.data.pg.wire.BackendKey;
import dev.weir.data.pg.wire.Frontend;
import dev.weir.data.pg.wire.PgUrl;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server to cancel what one of its backends does, on a connection of its own to the same
 * address. The server closes that connection once it has told the backend.
 */
final class PgCancel implements PgSocket.Receiver {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final PgNetwork network;
    private final PgUrl url;
    private final InetAddress address;
    private final boolean encrypted;
    private final BackendKey key;
    private final Promise<Void> done = Promise.promise();
    private @Nullable PgSocket socket;
    private boolean asksForTls;

    PgCancel(PgNetwork network, PgUrl url, InetAddress address, boolean encrypted, BackendKey key) {
        this.network = network;
        this.url = url;
        this.address = address;
        this.encrypted = encrypted;
        this.key = key;
    }

    /** Completes when the request has been delivered, or could not be in time. */
    Future<Void> send() {
        PgSocket.connect(
                        network,
                        address,
                        url.port(),
                        LIMIT,
                        () -> PgDatabase.UNMETERED.apply(() -> true))
                .onSuccess(this::begin)
                .onFailure(_ -> done.tryComplete());
        return done.future();
    }

    private void begin(PgSocket open) {
        long timer = network.vertx().setTimer(LIMIT.toMillis(), _ -> open.close());
        done.future().onComplete(_ -> network.vertx().cancelTimer(timer));
        socket = open;
        open.receiver(this);
        if (encrypted) {
            asksForTls = true;
            Frontend.sslRequest(open.out());
            open.flush();
        } else {
            request(open);
        }
    }

    private void request(PgSocket open) {
        Frontend.cancelRequest(open.out(), key);
        open.flush();
    }

    @Override
    public void bytes(ByteBuf bytes) {
        PgSocket open = socket;
        if (open == null) {
            return;
        }
        if (asksForTls && bytes.readableBytes() == 1 && bytes.readByte() == 'S') {
            asksForTls = false;
            open.startTls(network.tls(url))
                    .onSuccess(_ -> request(open))
                    .onFailure(_ -> open.close());
        } else {
            open.close();
        }
    }

    @Override
    public void writable(boolean now) {}

    @Override
    public void closed() {
        done.tryComplete();
    }
}

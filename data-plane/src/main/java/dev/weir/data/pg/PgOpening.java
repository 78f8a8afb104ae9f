package dev.weir.data.pg;

import com.ongres.scram.common.exception.ScramException;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.pg.wire.BackendKey;
import dev.weir.data.pg.wire.Framer;
import dev.weir.data.pg.wire.Frontend;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.SslMode;
import dev.weir.data.pg.wire.Startup;
import dev.weir.data.pg.wire.Startup.Step;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings one socket from connected to ready: TLS, start-up parameters, authentication. */
final class PgOpening implements PgSocket.Receiver {
    /** A connection that is ready. */
    record Opened(
            PgSocket socket,
            Framer framer,
            boolean encrypted,
            Map<String, String> server,
            @Nullable BackendKey key) {}

    private final PgNetwork network;
    private final PgUrl url;
    private final SaltedPassword password;
    private final Map<String, String> parameters;
    private final PgSocket socket;
    private final Framer framer = new Framer();
    private final Promise<Opened> done;
    private boolean encrypted;
    private boolean asksForTls;
    private boolean decided;
    private @Nullable Startup startup;
    private @Nullable Scram scram;

    PgOpening(
            PgNetwork network,
            PgUrl url,
            SaltedPassword password,
            Map<String, String> parameters,
            PgSocket socket) {
        this.network = network;
        this.url = url;
        this.password = password;
        this.parameters = parameters;
        this.socket = socket;
        this.done = socket.context().promise();
    }

    Future<Opened> open() {
        socket.receiver(this);
        if (url.sslMode() == SslMode.DISABLE) {
            start();
        } else {
            asksForTls = true;
            Frontend.sslRequest(socket.out());
            socket.flush();
        }
        return done.future();
    }

    /** Gives up: the time is over. */
    void abandon(DatabaseFault fault) {
        fail(fault);
    }

    private void start() {
        Startup begun = new Startup(url, encrypted, socket.out());
        startup = begun;
        begun.begin(parameters);
        socket.flush();
    }

    @Override
    public void bytes(ByteBuf bytes) {
        if (decided) {
            return;
        }
        if (asksForTls) {
            tlsAnswer(bytes);
            return;
        }
        Startup current = startup;
        if (current == null) {
            fail(refused("the server talks before it was asked"));
            return;
        }
        int count = bytes.readableBytes();
        framer.reserve(count);
        bytes.readBytes(framer.array(), framer.position(), count);
        try {
            if (!framer.received(count, current)) {
                fail(
                        refused(
                                "the server sent a malformed message, or more than it may at startup"));
                return;
            }
        } catch (RuntimeException e) {
            fail(refused("the server does not speak the PostgreSQL protocol"));
            return;
        }
        current.takeSteps().forEach(step -> perform(current, step));
    }

    private void tlsAnswer(ByteBuf bytes) {
        asksForTls = false;
        char answer = (char) bytes.readByte();
        if (bytes.isReadable()) {
            // What was injected before the handshake must not pass for encrypted.
            fail(refused("the server sent more than its answer to the TLS request"));
        } else if (answer == 'S') {
            socket.startTls(network.tls(url))
                    .onSuccess(_ -> {
                        encrypted = true;
                        start();
                    })
                    .onFailure(e -> fail(refused("TLS with the server failed: " + reason(e))));
        } else if (answer == 'N' && !url.sslMode().required()) {
            start();
        } else if (answer == 'N') {
            fail(refused("the server has no TLS, which sslmode requires"));
        } else {
            fail(refused("the server does not speak the PostgreSQL protocol"));
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }

    private void perform(Startup current, Step step) {
        switch (step) {
            case Step.Send() -> socket.flush();
            case Step.SaslBegin(var mechanisms) -> {
                try {
                    Scram begun = new Scram(password, mechanisms, socket.certificate());
                    scram = begun;
                    current.saslInitial(begun.mechanism(), begun.first());
                    socket.flush();
                } catch (RuntimeException e) {
                    fail(refused("no SCRAM with the server and the URL's password"));
                }
            }
            case Step.SaslContinue(var challenge) -> prove(current, challenge);
            case Step.SaslEnd(var signature) -> {
                try {
                    if (scram == null) {
                        throw new ScramException("not begun");
                    }
                    scram.check(signature);
                } catch (ScramException | RuntimeException e) {
                    fail(refused("the server did not prove that it knows the password"));
                }
            }
            case Step.Ready() -> {
                if (!decided) {
                    decided = true;
                    done.complete(
                            new Opened(socket, framer, encrypted, current.server(), current.key()));
                }
            }
            case Step.Failed(var fault) -> fail(fault);
        }
    }

    private void prove(Startup current, String challenge) {
        Scram begun = scram;
        if (begun == null) {
            fail(refused("the server answers a question that was not asked"));
            return;
        }
        try {
            String known = begun.knownProof(challenge);
            if (known != null) {
                current.saslResponse(known);
                socket.flush();
                return;
            }
        } catch (ScramException | RuntimeException e) {
            fail(refused("no SCRAM with the server and the URL's password"));
            return;
        }
        socket.context()
                .executeBlocking(() -> begun.proof(challenge), false)
                .onSuccess(proof -> {
                    if (!decided) {
                        current.saslResponse(proof);
                        socket.flush();
                    }
                })
                .onFailure(_ -> fail(refused("no SCRAM with the server and the URL's password")));
    }

    @Override
    public void writable(boolean now) {}

    @Override
    public void closed() {
        fail(PgNetwork.unreachable("the server closed the connection while it was opened"));
    }

    private void fail(DatabaseFault fault) {
        if (!decided) {
            decided = true;
            done.fail(fault);
            socket.close();
        }
    }

    private static DatabaseFault refused(String message) {
        return new DatabaseFault(Kind.REFUSED, "08P01", message, Map.of());
    }
}

package dev.weir.data.pg;

import dev.weir.data.database.Connection;
import dev.weir.data.database.Database;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.pg.wire.PgTypes;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.ServerKind;
import dev.weir.data.pg.wire.SessionStart;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL or CockroachDB database, spoken to in its own protocol. */
public final class PgDatabase implements Database {
    /** For who does not meter. */
    public static final Function<BooleanSupplier, ChannelHandler> UNMETERED =
            _ -> new ChannelInboundHandlerAdapter();

    /** What Prisma's clients assume of this kind of database. */
    private static final int MOST_ARGUMENTS = 32_766;

    /** A server or pooler that does not know a start-up parameter. */
    private static final Set<String> PARAMETER_REFUSED = Set.of("42704", "08P01", "22023", "0A000");

    private final PgNetwork network;
    private final PgUrl url;
    private final PgSettings settings;
    private final Function<BooleanSupplier, ChannelHandler> meter;
    private final SaltedPassword password;
    private final PgTypes types = new PgTypes();
    private volatile StartParameters.Extent extent = StartParameters.Extent.ALL;

    /**
     * Whether a session is Weir's own, and not one that a pooler in between gives to others too.
     */
    private volatile boolean ownsSessions = true;

    /**
     * A database.
     *
     * @param meter gives a handler for the head of each of its channels, where the CPU time of
     *     reads can be charged: it sees {@code channelRead} first and {@code channelReadComplete}
     *     first and last, by firing it on. It is given what tells whether a read is for a request
     */
    public PgDatabase(
            PgNetwork network,
            PgUrl url,
            PgSettings settings,
            Function<BooleanSupplier, ChannelHandler> meter) {
        this.network = network;
        this.url = url;
        this.password = new SaltedPassword(url.password());
        this.settings = settings;
        this.meter = meter;
    }

    @Override
    public String provider() {
        return "postgres";
    }

    @Override
    public @Nullable String schemaName() {
        return url.schema();
    }

    @Override
    public String databaseName() {
        return url.database();
    }

    @Override
    public int maxArguments() {
        return MOST_ARGUMENTS;
    }

    @Override
    public boolean pipelines() {
        // Sharing sets the session's default to read-only, which would reach a pooler's others.
        return ownsSessions;
    }

    @Override
    public CompletionStage<Connection> connect(String name) {
        return connect(name, () -> true);
    }

    @Override
    public CompletionStage<Connection> connect(String name, BooleanSupplier forRequest) {
        if (!Context.isOnEventLoopThread()) {
            throw new IllegalStateException("a connection belongs to the event loop that opens it");
        }
        Duration asked = url.connectTimeout();
        Duration timeout =
                asked == null || asked.compareTo(settings.connectTimeout()) > 0
                        ? settings.connectTimeout()
                        : asked;
        long deadline = System.nanoTime() + timeout.toNanos();
        return network.addresses(url.host())
                .compose(addresses -> open(new Wanted(name, forRequest), addresses, 0, deadline))
                .<Connection>map(connection -> connection)
                .toCompletionStage();
    }

    /** A connection's name, and whom it is for at each moment. */
    private record Wanted(String name, BooleanSupplier forRequest) {}

    /** Tries the addresses in turn: the next one when one cannot be reached. */
    private Future<PgConnection> open(
            Wanted wanted, List<InetAddress> addresses, int index, long deadline) {
        StartParameters.Extent tried = extent;
        return open(wanted, addresses.get(index), deadline, tried)
                .recover(failure -> {
                    DatabaseFault fault = (DatabaseFault) failure;
                    if (fault.kind() == Kind.REFUSED
                            && PARAMETER_REFUSED.contains(fault.code())
                            && fault.fields().containsKey("severity")
                            && tried.hasLess()) {
                        extent = tried.less();
                        return open(wanted, addresses, index, deadline);
                    }
                    if (fault.kind() == Kind.UNREACHABLE && index + 1 < addresses.size()) {
                        return open(wanted, addresses, index + 1, deadline);
                    }
                    return Future.failedFuture(fault);
                });
    }

    private Future<PgConnection> open(
            Wanted wanted, InetAddress address, long deadline, StartParameters.Extent tried) {
        Duration rest = Duration.ofNanos(deadline - System.nanoTime());
        if (rest.toMillis() < 1) {
            return Future.failedFuture(late());
        }
        return PgSocket.connect(
                        network, address, url.port(), rest, () -> meter.apply(wanted.forRequest()))
                .recover(_ -> Future.failedFuture(notReached()))
                .compose(socket -> {
                    PgOpening opening =
                            new PgOpening(
                                    network,
                                    url,
                                    password,
                                    StartParameters.of(url, settings, wanted.name(), tried),
                                    socket);
                    long timer =
                            network.vertx().setTimer(rest.toMillis(), _ -> opening.abandon(late()));
                    return opening.open().onComplete(_ -> network.vertx().cancelTimer(timer));
                })
                .map(opened -> {
                    SessionStart start = start(tried, opened.server());
                    return new PgConnection(
                            network, url, address, settings.bounds(), types, opened, start);
                });
    }

    private SessionStart start(StartParameters.Extent taken, Map<String, String> reported) {
        if (taken != StartParameters.Extent.PLAIN) {
            return SessionStart.own(reported, settings.statementBackstop());
        }
        if (ServerKind.of(reported) == ServerKind.POSTGRESQL) {
            ownsSessions = false;
        }
        return SessionStart.shared(reported);
    }

    private static DatabaseFault late() {
        return PgNetwork.unreachable("the server did not answer in time");
    }

    private static DatabaseFault notReached() {
        return PgNetwork.unreachable("the server cannot be reached");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return url.toString();
    }
}

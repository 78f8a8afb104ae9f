package dev.weir.data.usage.netty;

import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.function.Supplier;

/** Has the event-loop work of a connection metered. To be called on the connection's event loop. */
public final class MeteredChannels {
    private static final String NAME = "weir-metering";

    private MeteredChannels() {}

    /**
     * Meters a connection of an HTTP server or client, from its connection handler. Whose each
     * request or answer is, its handler says with {@link CpuMeter#enter}.
     *
     * @param platform charged for what comes before anybody was entered, such as a handshake
     */
    public static void meter(HttpConnection connection, Account platform) {
        var channel =
                switch (connection) {
                    case HttpServerConnection server -> server.channelHandlerContext().channel();
                    case HttpClientConnectionInternal client ->
                            client.channelHandlerContext().channel();
                    default ->
                            throw new IllegalArgumentException(
                                    "not one of Vert.x's: " + connection.getClass());
                };
        install(channel, new MeteringHandler(platform));
    }

    private static void install(Channel channel, MeteringHandler handler) {
        if (channel.pipeline().get(NAME) == null) {
            channel.pipeline().addFirst(NAME, handler);
        }
    }

    /**
     * A handler for the head of a channel to a database.
     *
     * @param payer whom what is read now is for; asked on the channel's event loop
     */
    public static ChannelHandler handler(Supplier<Account> payer) {
        return new DatabaseMetering(payer);
    }

    /** The channel's thread charges when it turns to another account, or its turn is over. */
    static void settleAfterTurns(Channel channel) {
        if (channel.eventLoop() instanceof SingleThreadEventLoop loop && loop.inEventLoop()) {
            CpuMeter.current().settlesWith(loop::executeAfterEventLoopIteration);
        }
    }
}

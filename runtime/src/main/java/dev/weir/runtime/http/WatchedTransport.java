package dev.weir.runtime.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A transport of Vert.x whose servers have a {@link HeadWatch} on every connection, except where
 * clients show a certificate.
 */
public final class WatchedTransport implements Transport {
    private final Transport inner;
    private final Duration limit;

    private WatchedTransport(Transport inner, Duration limit) {
        this.inner = inner;
        this.limit = limit;
    }

    /**
     * A Vert.x instance with the machine's native transport where there is one.
     *
     * @param limit the longest time for the head of a request
     */
    public static Vertx vertx(VertxOptions options, boolean preferNative, Duration limit) {
        var best = preferNative ? io.vertx.core.transport.Transport.nativeTransport() : null;
        var chosen =
                best != null && best.available() ? best : io.vertx.core.transport.Transport.NIO;
        return Vertx.builder().with(options).withTransport(new Named(chosen, limit)).build();
    }

    private record Named(io.vertx.core.transport.Transport chosen, Duration limit)
            implements io.vertx.core.transport.Transport {
        @Override
        public String name() {
            return chosen.name();
        }

        @Override
        public boolean available() {
            return chosen.available();
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return chosen.unavailabilityCause();
        }

        @Override
        public Transport implementation() {
            return new WatchedTransport(chosen.implementation(), limit);
        }
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap server) {
        inner.configure(options, domainSocket, server);
        if (options.getClientAuth() != ClientAuth.REQUIRED) server.handler(new Accepting(limit));
    }

    /** Stands on the listening channel, which hands on each connection as a message. */
    private static final class Accepting extends ChannelInboundHandlerAdapter {
        private final Duration limit;

        Accepting(Duration limit) {
            this.limit = limit;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Channel accepted) {
                accepted.pipeline().addLast(new HeadWatch(limit));
            }
            context.fireChannelRead(message);
        }
    }

    @Override
    public boolean supportsDomainSockets() {
        return inner.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return inner.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return inner.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return inner.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return inner.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return inner.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return inner.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory made, int ratio) {
        return inner.eventLoopGroup(type, threads, made, ratio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return inner.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // as long as Vert.x has it
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return inner.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return inner.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return inner.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        inner.configure(channel, options);
    }

    @Override
    public void configure(
            ClientOptionsBase options, int timeout, boolean domainSocket, Bootstrap bootstrap) {
        inner.configure(options, timeout, domainSocket, bootstrap);
    }
}

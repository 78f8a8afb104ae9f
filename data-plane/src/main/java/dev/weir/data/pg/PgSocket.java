package dev.weir.data.pg;

import dev.weir.data.pg.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose bytes are taken from the channel without a copy in between, and whose writes of
 * one turn of the event loop go out together. The only class here that knows Vert.x's internals.
 */
final class PgSocket {
    /** What arrives. */
    interface Receiver {
        /** Bytes, good until the call returns. */
        void bytes(ByteBuf bytes);

        /** The channel takes more again, or no more for now. */
        void writable(boolean now);

        /** It is closed, by whomever. */
        void closed();
    }

    private static final String NAME = "weir-pg";

    /** Read and dropped while the server ends the session; then the rest is left unread. */
    private static final int MAX_DROPPED = 32 << 20;

    /** How long the server may take to end a session whose client has said goodbye. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final ContextInternal context;
    private final ChannelHandlerContext channel;
    private final WireWriter out = new WireWriter();
    private @Nullable Receiver receiver;
    private @Nullable SslHandler tls;
    private boolean reading;
    private boolean flushWanted;
    private boolean closing;
    private boolean closed;
    private long dropped;

    private PgSocket(
            ContextInternal context, NetSocketInternal socket, Supplier<ChannelHandler> meter) {
        this.context = context;
        ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
        pipeline.addBefore(socket.channelHandlerContext().name(), NAME, new Reader());
        pipeline.addFirst(meter.get());
        this.channel = pipeline.context(NAME);
    }

    /**
     * Connects to exactly that address.
     *
     * @param meter gives a handler for the head of the channel: it sees every read before TLS does,
     *     and its completion after all else
     */
    static Future<PgSocket> connect(
            PgNetwork network,
            InetAddress address,
            int port,
            Duration timeout,
            Supplier<ChannelHandler> meter) {
        ContextInternal context = (ContextInternal) network.vertx().getOrCreateContext();
        SocketAddress target = SocketAddress.inetSocketAddress(port, address.getHostAddress());
        ConnectOptions options =
                new ConnectOptions()
                        .setRemoteAddress(target)
                        .setTimeout((int) Math.max(1, timeout.toMillis()));
        return network.client()
                .connect(options)
                .map(socket -> new PgSocket(context, (NetSocketInternal) socket, meter));
    }

    /** Who takes what arrives from now on. */
    void receiver(Receiver next) {
        receiver = next;
        if (closed) {
            next.closed();
        }
    }

    /** What is to be sent with the next {@link #flush}. */
    WireWriter out() {
        return out;
    }

    /** Sends what was written, at the end of this turn of the event loop. */
    void flush() {
        if (!flushWanted) {
            flushWanted = true;
            if (!reading) {
                channel.channel().eventLoop().execute(this::flushNow);
            }
        }
    }

    // Of a write's failure the channel's end tells.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void flushNow() {
        flushWanted = false;
        if (out.length() > 0) {
            if (!closed) {
                ByteBuf bytes = channel.alloc().buffer(out.length());
                bytes.writeBytes(out.array(), 0, out.length());
                channel.writeAndFlush(bytes, channel.voidPromise());
            }
            out.clear();
        }
    }

    /** Begins TLS; what is written from now on is encrypted. */
    Future<Void> startTls(SSLEngine engine) {
        Promise<Void> done = context.promise();
        SslHandler handler = new SslHandler(engine);
        tls = handler;
        var _ =
                handler.handshakeFuture()
                        .addListener(future -> {
                            if (future.isSuccess()) {
                                done.complete();
                            } else {
                                done.fail(future.cause());
                            }
                        });
        channel.pipeline().addBefore(NAME, "weir-tls", handler);
        return done.future();
    }

    /** The server's certificate; null without TLS, or if it has none of that kind. */
    @Nullable X509Certificate certificate() {
        if (tls == null) {
            return null;
        }
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    ContextInternal context() {
        return context;
    }

    /**
     * Sends what was written and says goodbye. It is closed once the server has ended its side, or
     * has had time enough: until then its session counts, and nobody may have another in its place.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // channelInactive tells
    void close() {
        if (closed || closing) {
            return;
        }
        closing = true;
        flushNow();
        if (channel.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
            channel.channel()
                    .eventLoop()
                    .schedule(() -> channel.close(), GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            channel.close();
        }
    }

    /** An answer under way is often read to its end sooner than the server ends its session. */
    private void drop(int count) {
        dropped += count;
        if (dropped > MAX_DROPPED) {
            channel.channel().config().setAutoRead(false);
        }
    }

    private final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext unused, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            reading = true;
            try {
                if (closing) {
                    drop(bytes.readableBytes());
                } else if (receiver != null) {
                    context.emit(bytes, receiver::bytes);
                }
            } finally {
                bytes.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            reading = false;
            flushNow();
            ctx.fireChannelReadComplete();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (receiver != null) {
                context.emit(ctx.channel().isWritable(), receiver::writable);
            }
            ctx.fireChannelWritabilityChanged();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            closed = true;
            if (receiver != null) {
                context.emit(receiver, Receiver::closed);
            }
            ctx.fireChannelInactive();
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // channelInactive tells
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}

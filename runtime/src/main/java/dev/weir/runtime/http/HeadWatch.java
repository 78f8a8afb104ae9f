package dev.weir.runtime.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose next request's head does not arrive in time, however slowly its bytes
 * come: the first one from the connection's beginning on, a later one from its first byte on. It
 * stands below Vert.x, which without TLS knows of a connection only once its first head is whole.
 * On the connection's event loop.
 */
public final class HeadWatch extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<HeadWatch> KEY = AttributeKey.valueOf("weir.head-watch");

    private final long millis;
    private @Nullable Future<?> timer;
    private int underWay;
    private boolean multiplexed;

    HeadWatch(Duration limit) {
        millis = limit.toMillis();
    }

    /** A request's head has arrived; its end is to be reported, too. */
    public static void begun(HttpServerRequest request) {
        var watch = of(request.connection());
        if (watch != null) watch.begin(request.version() == HttpVersion.HTTP_2);
    }

    /** A request was answered, or is given up. */
    public static void ended(HttpServerRequest request) {
        var watch = of(request.connection());
        if (watch != null) watch.underWay--;
    }

    private static @Nullable HeadWatch of(HttpConnection connection) {
        return connection instanceof HttpServerConnection server
                ? server.channelHandlerContext().channel().attr(KEY).get()
                : null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().attr(KEY).set(this);
        arm(context);
    }

    /** Between the requests of HTTP/2 come other frames, which begin none. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (underWay == 0 && timer == null && !multiplexed) arm(context);
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        disarm();
        context.fireChannelInactive();
    }

    private void begin(boolean more) {
        underWay++;
        multiplexed = more;
        disarm();
    }

    private void arm(ChannelHandlerContext context) {
        timer =
                context.executor()
                        .schedule(() -> close(context.channel()), millis, TimeUnit.MILLISECONDS);
    }

    private static void close(Channel channel) {
        channel.unsafe().close(channel.voidPromise());
    }

    private void disarm() {
        if (timer == null) return;
        timer.cancel(false);
        timer = null;
    }
}

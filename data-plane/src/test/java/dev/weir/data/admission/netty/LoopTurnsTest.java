package dev.weir.data.admission.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.data.usage.Account;
import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.CpuClock;
import dev.weir.data.usage.CpuMeter;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One real event loop; NIO, as with that a channel that is not read cannot notice its end. */
final class LoopTurnsTest {
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final SingleThreadEventLoop loop = (SingleThreadEventLoop) group.next();
    private final Accounts accounts = new Accounts();
    private final Account noisy = account("noisy");
    private final Account quiet = account("quiet");
    private final TurnCounts counts = new TurnCounts();

    @BeforeEach
    void install() throws Exception {
        onLoop(() -> {
            assertThat(LoopTurns.install(loop, accounts.platform(), counts)).isTrue();
        });
    }

    @Test
    void saysThatALoopOfAnotherKindTakesNoTurns() {
        var other = new EmbeddedChannel().eventLoop();

        assertThat(LoopTurns.install(other, accounts.platform(), counts)).isFalse();
    }

    @AfterEach
    void close() throws Exception {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).get(20, TimeUnit.SECONDS);
    }

    @Test
    void chargesAtTheEndOfATurnThoughTheLoopHasNoChannel() throws Exception {
        onLoop(() -> {
            CpuMeter.current().run(quiet, LoopTurnsTest::burn);
            assertThat(quiet.totals().cpuNanos()).isZero();
        });

        await().until(() -> quiet.totals().cpuNanos() > 0);
    }

    @Test
    void letsWhoUsedLittleGoBeforeWhoUsedMuch() throws Exception {
        List<String> order = new ArrayList<>();
        var done = new CompletableFuture<Void>();
        onLoop(() -> {
            useUpThePass();
            for (int i = 0; i < 3; i++) LoopTurns.take(noisy, () -> order.add("noisy"), 100);
            LoopTurns.take(quiet, () -> order.add("quiet"), 100);
            LoopTurns.take(
                    noisy,
                    () -> {
                        order.add("noisy");
                        done.complete(null);
                    },
                    100);
            assertThat(order).isEmpty();
            assertThat(counts.waiting()).isEqualTo(5);
        });
        done.get(20, TimeUnit.SECONDS);

        assertThat(order).containsExactly("quiet", "noisy", "noisy", "noisy", "noisy");
        assertThat(counts.waiting()).isZero();
        assertThat(counts.waited()).isEqualTo(5);
        assertThat(counts.waitedSeconds()).isPositive();
    }

    @Test
    void refusesMoreOfOneThanMayWait() throws Exception {
        onLoop(() -> {
            useUpThePass();
            assertThat(LoopTurns.take(noisy, () -> {}, 1)).isTrue();
            assertThat(LoopTurns.take(noisy, () -> {}, 1)).isFalse();
            assertThat(LoopTurns.take(quiet, () -> {}, 1)).isTrue();
        });
    }

    @Test
    void goesOnAfterWorkThatThrew() throws Exception {
        var done = new CompletableFuture<Void>();
        onLoop(() -> {
            useUpThePass();
            LoopTurns.take(
                    noisy,
                    () -> {
                        throw new IllegalStateException("on purpose");
                    },
                    100);
            LoopTurns.take(noisy, () -> done.complete(null), 100);
        });

        done.get(20, TimeUnit.SECONDS);
        assertThat(counts.waiting()).isZero();
    }

    @Test
    void readsOnWhenItsTurnComesAndNoticesTheEnd() throws Exception {
        var reader = new Reader();
        var server = serve(reader);
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            client.getOutputStream().write(new byte[100]);
            assertThat(reader.heldBack.get(20, TimeUnit.SECONDS)).as("waits for its turn").isTrue();
            client.getOutputStream().write(new byte[23]);
        }

        reader.closed.get(20, TimeUnit.SECONDS);
        assertThat(reader.bytes).as("all that was sent").hasValue(123);
        var _ = server.close().sync();
    }

    @Test
    void leavesAloneAChannelThatWasClosedMeanwhile() throws Exception {
        var reader = new Reader();
        reader.closes = true;
        var server = serve(reader);
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            client.getOutputStream().write(1);
            reader.closed.get(20, TimeUnit.SECONDS);
        }
        var next = new CompletableFuture<Void>();
        onLoop(() -> LoopTurns.take(noisy, () -> next.complete(null), 100));

        next.get(20, TimeUnit.SECONDS);
        assertThat(reader.failure).isNull();
        var _ = server.close().sync();
    }

    /** Its channel is the noisy one's, and that one is ahead after every read. */
    private final class Reader extends ChannelInboundHandlerAdapter {
        final CompletableFuture<Boolean> heldBack = new CompletableFuture<>();
        final CompletableFuture<Void> closed = new CompletableFuture<>();
        boolean closes;
        volatile @Nullable Throwable failure;
        final AtomicInteger bytes = new AtomicInteger();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            CpuMeter.current().run(quiet, () -> {});
            CpuMeter.current().enter(noisy);
            bytes.addAndGet(((ByteBuf) message).readableBytes());
            ((ByteBuf) message).release();
            burn();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            CpuMeter.current().end(noisy);
            CpuMeter.current().chargeSoFar();
            LoopTurns.wasRead(noisy, context.channel());
            heldBack.complete(!context.channel().config().isAutoRead());
            if (closes) {
                var _ = context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            closed.complete(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause;
        }
    }

    private Channel serve(Reader reader) throws Exception {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(reader);
                            }
                        })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    private static int port(Channel server) {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private void onLoop(Runnable task) throws Exception {
        loop.submit(task).get(20, TimeUnit.SECONDS);
    }

    /** Both are there, and one has used all that there is to begin at once. */
    private void useUpThePass() {
        LoopTurns.take(quiet, () -> {}, 100);
        LoopTurns.take(noisy, LoopTurnsTest::burn, 100);
    }

    /** Several quanta of CPU time. */
    private static void burn() {
        long until = CpuClock.THREAD.nanos() + 5_000_000;
        while (CpuClock.THREAD.nanos() < until) Thread.onSpinWait();
    }

    private Account account(String name) {
        return accounts.of(new EnvironmentId(name), new ProjectId("p1"));
    }
}

package dev.weir.data;

import dev.weir.data.admission.netty.LoopTurns;
import dev.weir.data.admission.netty.TurnCounts;
import dev.weir.data.pool.EventLoop;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loops that own pools, handed out in turn. */
final class PoolLoops {
    private static final Logger LOG = LoggerFactory.getLogger(PoolLoops.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final List<Context> contexts = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    private PoolLoops(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Takes as many event loops; each takes the work of environments in turns from then on. Blocks
     * until they are there.
     */
    static PoolLoops of(Vertx vertx, int count, Account platform, TurnCounts turns)
            throws Exception {
        var loops = new PoolLoops(vertx);
        int without = 0;
        for (int i = 0; i < count; i++) {
            var holder = new Holder(platform, turns);
            vertx.deployVerticle(holder)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            loops.contexts.add(holder.own());
            if (!holder.takesTurns) without++;
        }
        if (without > 0) {
            LOG.atWarn()
                    .addKeyValue("loops", without)
                    .log("event loops take no turns: a busy environment keeps others waiting");
        }
        return loops;
    }

    /**
     * The next loop.
     *
     * @param account charged for what is done there for requests
     * @param platform charged for the rest
     */
    EventLoop next(Account account, Account platform) {
        int index = Math.floorMod(next.getAndIncrement(), contexts.size());
        return new Loop(vertx, contexts.get(index), account, platform);
    }

    private static final class Holder extends VerticleBase {
        private final Account platform;
        private final TurnCounts turns;
        private volatile boolean takesTurns;

        Holder(Account platform, TurnCounts turns) {
            this.platform = platform;
            this.turns = turns;
        }

        Context own() {
            return context;
        }

        @Override
        public Future<?> start() {
            var own = ((ContextInternal) context).nettyEventLoop();
            takesTurns = LoopTurns.install(own, platform, turns);
            return Future.succeededFuture();
        }
    }

    private record Loop(Vertx vertx, Context context, Account account, Account platform)
            implements EventLoop {
        @Override
        public void execute(Runnable task) {
            context.runOnContext(_ -> CpuMeter.current().run(platform, task));
        }

        @Override
        public Executor requests() {
            return task -> context.runOnContext(_ -> forRequest(task));
        }

        @Override
        public void forRequest(Runnable task) {
            CpuMeter.current().run(account, task);
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Runnable after(long nanos, Runnable task) {
            long millis = Math.max(1, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
            long timer = vertx.setTimer(millis, _ -> CpuMeter.current().run(platform, task));
            return () -> vertx.cancelTimer(timer);
        }
    }
}

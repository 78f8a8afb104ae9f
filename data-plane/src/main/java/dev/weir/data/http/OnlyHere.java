package dev.weir.data.http;

import dev.weir.data.pool.LoanRefused;
import dev.weir.data.transaction.Refusal;
import dev.weir.data.usage.CpuMeter;
import dev.weir.events.NodeLife;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** The routing of a node without peers: what it has no grant for yet is tried again. */
final class OnlyHere extends Routing {
    OnlyHere(Vertx vertx) {
        super(vertx);
    }

    @Override
    void route(Exchange exchange, Served served, boolean bound, byte[] body, Runnable here) {
        if (!bound) exchange.handing(new Again(exchange, served, here));
        here.run();
    }

    private final class Again implements Handing {
        private final Exchange exchange;
        private final Served served;
        private final Runnable here;
        private int looks;

        Again(Exchange exchange, Served served, Runnable here) {
            this.exchange = exchange;
            this.served = served;
            this.here = here;
        }

        @Override
        public boolean elsewhere(Throwable refusal) {
            if (!LoanRefused.isWithoutGrant(refusal)) return false;
            exchange.context().runOnContext(_ -> metered(() -> again(refusal)));
            return true;
        }

        private void again(Throwable refusal) {
            var allowed = served.environment().settings().queueTimeout();
            Runnable tell =
                    () -> {
                        if (!exchange.failsLateStart(allowed)) exchange.refuse(refusal);
                    };
            boolean waits =
                    room().enter(
                                    exchange,
                                    served,
                                    looks++,
                                    () -> metered(here),
                                    () -> metered(tell));
            if (!waits) tell.run();
        }

        private void metered(Runnable action) {
            CpuMeter.current().run(served.account(), action);
        }

        @Override
        public @Nullable Refusal to(NodeLife life) {
            return Handing.NONE.to(life);
        }

        @Override
        public int ended(int status) {
            return Handing.NONE.ended(status);
        }
    }
}

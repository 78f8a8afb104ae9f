package dev.weir.data.http;

import dev.weir.data.admission.netty.LoopTurns;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.pool.LoanRefused.Reason;
import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;

/** An environment as a request finds it. */
record Served(EnvironmentDefined environment, Backend backend, Account account) {
    /**
     * Begins a request on the loop that owns the environment's connections, metered, when it is the
     * environment's turn there.
     */
    void begin(Exchange exchange, Runnable task) {
        int most = environment.settings().maxQueue();
        backend.lender()
                .executor()
                .execute(() -> {
                    if (LoopTurns.take(account, () -> inTime(exchange, task), most)) return;
                    refuse(exchange, Reason.QUEUE_FULL, most + " requests wait for their turn");
                });
    }

    /** Its turn may have come too late. */
    private void inTime(Exchange exchange, Runnable task) {
        var allowed = environment.settings().queueTimeout();
        if (exchange.isLate(allowed)) {
            var waited = "none came within " + allowed.toMillis() + " ms, the node is busy";
            refuse(exchange, Reason.WAIT_TIMEOUT, waited);
        } else if (!exchange.isGone()) {
            task.run();
        }
    }

    private void refuse(Exchange exchange, Reason reason, String numbers) {
        var refused = new LoanRefused(reason, environment.environment() + ": " + numbers);
        if (exchange.goesElsewhere(refused) || exchange.isGone()) return;
        exchange.refuse(refused);
    }

    /** Runs a task on the loop that owns the environment's connections, metered. */
    void execute(Runnable task) {
        backend.lender().executor().execute(task);
    }
}

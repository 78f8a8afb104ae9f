package dev.weir.data.usage;

import java.util.concurrent.Executor;

/**
 * Runs tasks on another executor's platform threads, each charged to one account. This is how work
 * for an environment is handed to an event loop that serves others as well, and how a worker pool's
 * jobs are metered.
 *
 * @param executor runs the tasks, on platform threads
 * @param account whom they are charged to
 */
public record MeteredExecutor(Executor executor, Account account) implements Executor {
    @Override
    public void execute(Runnable task) {
        executor.execute(() -> CpuMeter.current().run(account, task));
    }
}

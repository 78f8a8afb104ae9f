package dev.weir.data.usage;

import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.util.concurrent.atomic.LongAdder;

/** Where accounts count. */
@FunctionalInterface
public interface Counters {
    /** In this process's memory: gone with it. */
    Counters IN_MEMORY = (_, _) -> new InMemory();

    /**
     * The cells of an environment, at zero when they are new; the same ones when it is asked for
     * again, under another project.
     *
     * @throws NoRoomToCount when there is no room for another environment
     */
    Cells open(EnvironmentId environment, ProjectId project);

    /** The platform's cells, at zero. */
    default Cells platform() {
        return new InMemory();
    }

    /** What one account counts. Cells may be added to by any number of threads at once. */
    interface Cells {
        /** How many numbers there are. */
        int COUNT = 5;

        /** Adds to a number. */
        void add(int cell, long amount);

        /** What has been added. */
        long sum(int cell);
    }

    /** Each thread adds to a cell of its own. */
    final class InMemory implements Cells {
        private final LongAdder[] adders = new LongAdder[COUNT];

        InMemory() {
            for (int i = 0; i < COUNT; i++) adders[i] = new LongAdder();
        }

        @Override
        public void add(int cell, long amount) {
            adders[cell].add(amount);
        }

        @Override
        public long sum(int cell) {
            return adders[cell].sum();
        }
    }
}

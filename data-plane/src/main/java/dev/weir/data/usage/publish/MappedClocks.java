package dev.weir.data.usage.publish;

import dev.weir.data.usage.ClockCells;
import dev.weir.data.usage.Counters.Cells;
import dev.weir.data.usage.UsageTotals;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Clocks of metered threads in a file that is mapped into memory, beside {@link MappedCounters} and
 * as durable: the CPU time by the threads' own clocks can be set against what was charged even for
 * a process that was killed.
 *
 * <p>The file has a header of 64 bytes (a mark, how many threads there are, the platform's numbers)
 * and 16 bytes for each thread: all that it was charged for, and what came before it was metered.
 */
final class MappedClocks implements ClockCells {
    /** The most threads of one process that are kept; later ones are not. */
    static final int MAX_THREADS = 4_096;

    private static final long MARK = 0x57454952_434c4b31L;
    private static final int USED_AT = 8;
    private static final int PLATFORM_AT = 16;
    private static final int HEADER = 64;
    private static final int THREAD = 16;
    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer file;
    private int used;

    private MappedClocks(ByteBuffer file) {
        this.file = file;
    }

    /** Makes the file, with everything at zero. */
    static MappedClocks create(Path path) throws IOException {
        try (var channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            var mapped =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, HEADER + MAX_THREADS * THREAD);
            mapped.order(ByteOrder.nativeOrder());
            LONG.setVolatile(mapped, 0, MARK);
            return new MappedClocks(mapped);
        }
    }

    /** The clocks of a process that is no more; null if it kept none. */
    static @Nullable Left read(Path path) throws IOException {
        if (!Files.exists(path)) return null;
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            var file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            file.order(ByteOrder.nativeOrder());
            if (file.capacity() < HEADER + MAX_THREADS * THREAD
                    || (long) LONG.get(file, 0) != MARK) {
                throw new IOException("not a file of clocks");
            }
            long threads = 0;
            long before = 0;
            for (int i = 0; i < Math.min((long) LONG.get(file, USED_AT), MAX_THREADS); i++) {
                int at = HEADER + i * THREAD;
                threads += (long) LONG.get(file, at);
                before += (long) LONG.get(file, at + Long.BYTES);
            }
            var platform =
                    UsageTotals.of(cell -> (long) LONG.get(file, PLATFORM_AT + cell * Long.BYTES));
            return new Left(threads, before, platform.cpuNanos());
        }
    }

    /** The platform's numbers. */
    Cells platform() {
        return new Cells() {
            @Override
            public void add(int cell, long amount) {
                var _ = (long) LONG.getAndAdd(file, PLATFORM_AT + cell * Long.BYTES, amount);
            }

            @Override
            public long sum(int cell) {
                return (long) LONG.getVolatile(file, PLATFORM_AT + cell * Long.BYTES);
            }
        };
    }

    @Override
    public synchronized @Nullable Cell open() {
        if (used == MAX_THREADS) return null;
        int at = HEADER + used * THREAD;
        used++;
        LONG.setVolatile(file, USED_AT, (long) used);
        return new Cell() {
            @Override
            public void charged(long nanos) {
                LONG.setRelease(file, at, nanos);
            }

            @Override
            public void before(long nanos) {
                LONG.setRelease(file, at + Long.BYTES, nanos);
            }
        };
    }
}

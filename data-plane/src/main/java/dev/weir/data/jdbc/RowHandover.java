package dev.weir.data.jdbc;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.database.RowConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands a result over to the event loop in batches. The thread reads no further than one batch
 * ahead of the loop, so that a result is never whole in memory.
 */
final class RowHandover {
    private static final int MOST_ROWS = 256;
    private static final long MOST_BYTES = 65_536;

    private final ConnectionThread worker;
    private final RowConsumer rows;
    private final SqliteSession.Work work;
    private final Semaphore turn = new Semaphore(1);
    private List<@Nullable Object[]> batch = new ArrayList<>();
    private long batchBytes;
    private long count;
    private boolean described;

    RowHandover(ConnectionThread worker, RowConsumer rows, SqliteSession.Work work) {
        this.worker = worker;
        this.rows = rows;
        this.work = work;
    }

    void add(SqliteRows reader, @Nullable Object[] row, long deadline) {
        long bytes = size(row);
        work.bytes += bytes;
        if (work.bytes > work.limits.maxBytes()) {
            throw new DatabaseFault(
                    Kind.TOO_LARGE, "", "the rows are larger than they may be", Map.of());
        }
        batch.add(row);
        count++;
        batchBytes += bytes;
        // A column without a declared type has its first value's: until then its rows wait.
        if ((batch.size() >= MOST_ROWS || batchBytes >= MOST_BYTES)
                && (described || reader.isTyped())) {
            hand(reader, deadline);
        }
    }

    /** Hands over the rest. The count of rows. */
    long end(SqliteRows reader, long deadline) {
        hand(reader, deadline);
        return count;
    }

    private void hand(SqliteRows reader, long deadline) {
        await(deadline);
        var columns = described ? null : reader.columns();
        described = true;
        var ready = batch;
        ready.forEach(reader::convert);
        batch = new ArrayList<>();
        batchBytes = 0;
        worker.onLoop(() -> {
            try {
                if (columns != null) rows.columns(columns);
                ready.forEach(rows::row);
            } finally {
                turn.release();
            }
        });
    }

    private void await(long deadline) {
        try {
            if (turn.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new DatabaseFault(Kind.TIMEOUT, "", "the rows were not taken in time", Map.of());
    }

    private static long size(@Nullable Object[] row) {
        long bytes = 0;
        for (var cell : row) {
            bytes +=
                    switch (cell) {
                        case String text -> text.length();
                        case byte[] blob -> blob.length;
                        case null, default -> 8;
                    };
        }
        return bytes;
    }
}

package dev.weir.data.usage.publish;

import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.Counters;
import dev.weir.data.usage.NoRoomToCount;
import dev.weir.data.usage.UsageTotals;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counters in a file that is mapped into memory: what was added survives the process, however it
 * ends, because the pages are the operating system's. (A machine that loses its power loses what
 * the system had not written; what was journalled is forced to the disk.)
 *
 * <p>The file has a header of 64 bytes (a mark, how many slots are in use, when it was last told to
 * be alive) and a slot of 128 bytes for each environment: its id, its project, and from byte 64 on
 * the numbers. A slot is counted only once it is whole.
 */
public final class MappedCounters implements Counters {
    /**
     * The most environments that a process can count for in its life: those that asked for
     * something, several times as many as a node is to know of.
     */
    public static final int MAX_SLOTS = 262_144;

    private static final long MARK = 0x57454952_434e5431L;
    private static final int HEADER = 64;
    private static final int SLOT = 128;
    private static final int NUMBERS = 64;
    private static final int USED_AT = 8;
    private static final int ALIVE_AT = 16;
    private static final int ID_BYTES = 32;
    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer file;
    private final Cells platform;
    private final Map<EnvironmentId, Integer> slots = new HashMap<>();

    private MappedCounters(ByteBuffer file, Cells platform) {
        this.file = file;
        this.platform = platform;
    }

    /** Makes the file, with everything at zero. */
    static MappedCounters create(Path path, Instant now, MappedClocks clocks) throws IOException {
        try (var channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            // Sparse: pages that no environment needs take no room.
            var mapped = map(channel, FileChannel.MapMode.READ_WRITE, size(MAX_SLOTS));
            var counters = new MappedCounters(mapped, clocks.platform());
            LONG.setVolatile(mapped, 0, MARK);
            counters.alive(now);
            return counters;
        }
    }

    /** What a file says, of a process that is no more. */
    record Left(Instant alive, List<Accounts.Reading> readings) {}

    static Left read(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            var file = map(channel, FileChannel.MapMode.READ_ONLY, channel.size());
            if (file.capacity() < HEADER || (long) LONG.get(file, 0) != MARK) {
                throw new IOException("not a file of counters");
            }
            long used = (long) LONG.get(file, USED_AT);
            var readings = new ArrayList<Accounts.Reading>();
            for (int slot = 0; slot < Math.min(used, MAX_SLOTS); slot++) {
                int at = HEADER + slot * SLOT;
                readings.add(
                        new Accounts.Reading(
                                new EnvironmentId(text(file, at)),
                                new ProjectId(text(file, at + ID_BYTES)),
                                UsageTotals.of(cell ->
                                        (long) LONG.get(file, at + NUMBERS + cell * Long.BYTES))));
            }
            return new Left(Instant.ofEpochMilli((long) LONG.get(file, ALIVE_AT)), readings);
        }
    }

    private static MappedByteBuffer map(FileChannel channel, FileChannel.MapMode mode, long size)
            throws IOException {
        var mapped = channel.map(mode, 0, size);
        mapped.order(ByteOrder.nativeOrder());
        return mapped;
    }

    private static long size(int slots) {
        return HEADER + (long) slots * SLOT;
    }

    /** Notes that the process was alive then. */
    void alive(Instant now) {
        LONG.setVolatile(file, ALIVE_AT, now.toEpochMilli());
    }

    @Override
    public synchronized Cells open(EnvironmentId environment, ProjectId project) {
        int slot = slots.computeIfAbsent(environment, _ -> slots.size());
        boolean isNew = slot == (long) LONG.getVolatile(file, USED_AT);
        if (slot >= MAX_SLOTS) {
            slots.remove(environment);
            throw new NoRoomToCount(MAX_SLOTS);
        }
        int at = HEADER + slot * SLOT;
        if (isNew) put(at, environment.value());
        put(at + ID_BYTES, project.value());
        if (isNew) LONG.setVolatile(file, USED_AT, slot + 1L);
        return new Slot(file, at + NUMBERS);
    }

    @Override
    public Cells platform() {
        return platform;
    }

    private void put(int at, String id) {
        var bytes = id.getBytes(StandardCharsets.US_ASCII);
        assert bytes.length < ID_BYTES : "an id of " + bytes.length + " bytes";
        var field = new byte[ID_BYTES];
        field[0] = (byte) bytes.length;
        System.arraycopy(bytes, 0, field, 1, bytes.length);
        file.put(at, field);
    }

    private static String text(ByteBuffer file, int at) {
        var bytes = new byte[Byte.toUnsignedInt(file.get(at))];
        file.get(at + 1, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private record Slot(ByteBuffer file, int at) implements Cells {
        @Override
        public void add(int cell, long amount) {
            var _ = (long) LONG.getAndAdd(file, at + cell * Long.BYTES, amount);
        }

        @Override
        public long sum(int cell) {
            return (long) LONG.getVolatile(file, at + cell * Long.BYTES);
        }
    }
}

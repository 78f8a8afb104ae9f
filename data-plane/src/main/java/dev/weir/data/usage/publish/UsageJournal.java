package dev.weir.data.usage.publish;

import dev.weir.data.usage.ClockReading;
import dev.weir.data.usage.UsageTotals;
import dev.weir.data.usage.UsageWindows;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.RegionId;
import dev.weir.events.UsageEvent;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a source's records until the log has them, together with how far its windows had come when
 * they were cut. An entry is written whole or, as its checksum tells, not at all; then what it held
 * is still in the counters. When everything is acknowledged the file begins anew with the progress
 * alone, so that it stays small. What was acknowledged and is found again is sent again: its number
 * tells.
 */
final class UsageJournal implements AutoCloseable {
    /** Above this size it begins anew as soon as all is acknowledged. */
    private static final long COMPACT_ABOVE = 256 * 1024;

    private static final int MAX_ENTRY = 256 * 1024 * 1024;
    private static final FactCodec CODEC = new FactCodec();

    private final Path path;
    private final UsageWindows.Origin origin;
    private FileChannel channel;

    private UsageJournal(Path path, UsageWindows.Origin origin, FileChannel channel) {
        this.path = path;
        this.origin = origin;
        this.channel = channel;
    }

    /** What a journal says. */
    record Kept(
            UsageWindows.Origin origin, UsageWindows.Progress progress, List<UsageEvent> records) {}

    /** Makes the file. */
    static UsageJournal create(
            Path path, UsageWindows.Origin origin, UsageWindows.Progress progress)
            throws IOException {
        var channel = begin(path, origin, progress);
        return new UsageJournal(path, origin, channel);
    }

    private static FileChannel begin(
            Path path, UsageWindows.Origin origin, UsageWindows.Progress progress)
            throws IOException {
        var fresh = path.resolveSibling(path.getFileName() + ".new");
        var channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        write(channel, entry(origin, progress, List.of()));
        channel.force(true);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        return channel;
    }

    /** Keeps records, and how far the windows have come with them. */
    void keep(UsageWindows.Progress progress, List<UsageEvent> records) throws IOException {
        long end = channel.position();
        try {
            write(channel, entry(origin, progress, records));
            channel.force(false);
        } catch (IOException e) {
            // Half an entry would hide those that follow it.
            channel.truncate(end);
            throw e;
        }
    }

    /** Tells that all that was kept is acknowledged. */
    void allAcknowledged(UsageWindows.Progress progress) throws IOException {
        if (channel.position() < COMPACT_ABOVE) return;
        var before = channel;
        channel = begin(path, origin, progress);
        before.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void write(FileChannel channel, byte[] body) throws IOException {
        var checksum = new CRC32();
        checksum.update(body);
        var buffer =
                ByteBuffer.allocate(12 + body.length)
                        .putInt(body.length)
                        .putLong(checksum.getValue())
                        .put(body)
                        .flip();
        while (buffer.hasRemaining()) channel.write(buffer);
    }

    private static byte[] entry(
            UsageWindows.Origin origin, UsageWindows.Progress progress, List<UsageEvent> records)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeUTF(origin.node().value());
        out.writeUTF(origin.incarnation().value());
        out.writeUTF(origin.region().value());
        out.writeUTF(origin.cluster().value());
        out.writeUTF(progress.start().toString());
        out.writeLong(progress.sequence());
        out.writeInt(progress.recorded().size());
        for (var totals : progress.recorded().entrySet()) {
            out.writeUTF(totals.getKey().value());
            for (long cell : totals.getValue().toCells()) out.writeLong(cell);
        }
        out.writeInt(records.size());
        for (var usage : records) {
            var record = CODEC.encode(UsageEvents.of(usage));
            out.writeInt(record.length);
            out.write(record);
        }
        clocks(out, progress.measured());
        out.writeUTF(progress.seal().until().toString());
        clocks(out, progress.seal().clocks());
        return bytes.toByteArray();
    }

    private static void clocks(DataOutputStream out, ClockReading clocks) throws IOException {
        out.writeLong(clocks.threads());
        out.writeLong(clocks.attributed());
        out.writeLong(clocks.environments());
        out.writeLong(clocks.process());
    }

    private static ClockReading clocks(DataInputStream in) throws IOException {
        return new ClockReading(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    /**
     * What a file says; null when not even its beginning was written.
     *
     * @throws IOException when it cannot be read
     */
    static @Nullable Kept read(Path path) throws IOException {
        if (!Files.exists(path)) return null;
        Kept kept = null;
        var records = new ArrayList<UsageEvent>();
        try (var in = new DataInputStream(Files.newInputStream(path))) {
            for (var body = body(in); body != null; body = body(in)) {
                kept = read(body, records);
            }
        }
        return kept == null ? null : new Kept(kept.origin, kept.progress, records);
    }

    /** The next whole entry; null at the end, or where the process was broken off. */
    private static byte @Nullable [] body(DataInputStream in) throws IOException {
        var head = in.readNBytes(12);
        if (head.length < 12) return null;
        var buffer = ByteBuffer.wrap(head);
        int length = buffer.getInt();
        long expected = buffer.getLong();
        if (length < 0 || length > MAX_ENTRY) return null;
        var body = in.readNBytes(length);
        if (body.length < length) return null;
        var checksum = new CRC32();
        checksum.update(body);
        return checksum.getValue() == expected ? body : null;
    }

    private static Kept read(byte[] body, List<UsageEvent> records) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(body));
        var life = new NodeLife(new NodeId(in.readUTF()), new IncarnationId(in.readUTF()));
        var region = new RegionId(in.readUTF());
        var cluster = new ClusterId(in.readUTF());
        var start = Instant.parse(in.readUTF());
        long sequence = in.readLong();
        Map<EnvironmentId, UsageTotals> recorded = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            var environment = new EnvironmentId(in.readUTF());
            var cells = new long[dev.weir.data.usage.Counters.Cells.COUNT];
            for (int c = 0; c < cells.length; c++) cells[c] = in.readLong();
            recorded.put(environment, UsageTotals.of(cell -> cells[cell]));
        }
        for (int i = in.readInt(); i > 0; i--) records.add(usage(in.readNBytes(in.readInt())));
        var measured = ClockReading.ZERO;
        var seal = new UsageWindows.Seal(start, ClockReading.ZERO);
        // Journals of before there were seals end here.
        if (in.available() > 0) {
            measured = clocks(in);
            seal = new UsageWindows.Seal(Instant.parse(in.readUTF()), clocks(in));
        }
        return new Kept(
                new UsageWindows.Origin(life, region, cluster),
                new UsageWindows.Progress(start, sequence, recorded, measured, seal),
                records);
    }

    private static UsageEvent usage(byte[] bytes) throws IOException {
        return switch (CODEC.decode(bytes)) {
            case Decoded.Read(var event) when event.fact() instanceof UsageEvent usage -> usage;
            case Decoded.Read _ -> throw new IOException("not a usage record in the journal");
            case Decoded.Refused(var reason) -> throw new IOException("journal: " + reason);
        };
    }
}

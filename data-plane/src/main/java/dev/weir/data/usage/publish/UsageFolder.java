package dev.weir.data.usage.publish;

import dev.weir.data.usage.ClockCells;
import dev.weir.data.usage.Counters;
import dev.weir.data.usage.UsageWindows;
import dev.weir.events.UsageEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a node keeps what it measured: a folder for each of its lives, with a lock, the counters
 * and the journal. The lock is held as long as the process lives, so a life whose lock is free is
 * over, and whoever takes the lock closes it: what the counters hold and no record says becomes its
 * last records. The same files give the same records, however often that is tried.
 */
public final class UsageFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UsageFolder.class);
    private static final String LOCK = "lock";
    private static final String COUNTERS = "counters";
    private static final String CLOCKS = "clocks";
    private static final String JOURNAL = "journal";

    /** Lives are closed with windows of at most an hour, as every window is. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Path life;
    private final FileChannel lock;
    private final MappedCounters counters;
    private final MappedClocks clocks;
    private final UsageJournal journal;
    private final List<Leftover> leftovers;

    private UsageFolder(
            Path life,
            FileChannel lock,
            MappedCounters counters,
            MappedClocks clocks,
            UsageJournal journal,
            List<Leftover> leftovers) {
        this.life = life;
        this.lock = lock;
        this.counters = counters;
        this.clocks = clocks;
        this.journal = journal;
        this.leftovers = leftovers;
    }

    /** An earlier life's records, all of them; its folder goes once the log has them. */
    record Leftover(Path life, FileChannel lock, List<UsageEvent> records) {
        void forget() throws IOException {
            delete(life);
            lock.close();
        }
    }

    /**
     * Begins a life, and takes over those that are over.
     *
     * @param root the node's own folder; made when it is not there
     * @throws IOException when it cannot be written
     */
    public static UsageFolder open(Path root, UsageWindows.Origin origin, Instant now)
            throws IOException {
        Files.createDirectories(root);
        var leftovers = new ArrayList<Leftover>();
        try (var lives = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (var life : lives) {
                var left = takeOver(life);
                if (left != null) leftovers.add(left);
            }
        }
        var life = root.resolve(origin.incarnation().value());
        Files.createDirectory(life);
        var lock = lock(life);
        if (lock == null) throw new FileAlreadyExistsException(life.toString());
        var progress = new UsageWindows(origin, LONGEST, now).progress();
        // The counters first: a life without a journal has counted nothing.
        var clocks = MappedClocks.create(life.resolve(CLOCKS));
        var counters = MappedCounters.create(life.resolve(COUNTERS), now, clocks);
        var journal = UsageJournal.create(life.resolve(JOURNAL), origin, progress);
        return new UsageFolder(life, lock, counters, clocks, journal, leftovers);
    }

    private static @Nullable FileChannel lock(Path life) throws IOException {
        var channel =
                FileChannel.open(
                        life.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) return channel;
        } catch (OverlappingFileLockException _) {
            // Another node of this very process.
        }
        channel.close();
        return null;
    }

    /** Null when the life goes on, or has left nothing. */
    private static @Nullable Leftover takeOver(Path life) throws IOException {
        var lock = lock(life);
        if (lock == null) return null;
        var kept = UsageJournal.read(life.resolve(JOURNAL));
        if (kept == null) {
            delete(life);
            lock.close();
            return null;
        }
        var left = MappedCounters.read(life.resolve(COUNTERS));
        var windows = UsageWindows.resumed(kept.origin(), LONGEST, kept.progress());
        var records = new ArrayList<>(kept.records());
        records.addAll(
                windows.finish(
                        left.alive(), left.readings(), MappedClocks.read(life.resolve(CLOCKS))));
        LOG.atInfo()
                .addKeyValue("incarnation", kept.origin().incarnation())
                .addKeyValue("records", records.size())
                .log("an earlier life's usage is sent");
        return new Leftover(life, lock, List.copyOf(records));
    }

    /** Where accounts count. */
    public Counters counters() {
        return counters;
    }

    /** Where the metered threads' clocks are kept. */
    ClockCells clocks() {
        return clocks;
    }

    List<Leftover> leftovers() {
        return leftovers;
    }

    /** Keeps records before they are sent. */
    void keep(UsageWindows.Progress progress, List<UsageEvent> records, Instant now)
            throws IOException {
        counters.alive(now);
        if (!records.isEmpty()) journal.keep(progress, records);
    }

    /** All records are acknowledged. */
    void allAcknowledged(UsageWindows.Progress progress) throws IOException {
        journal.allAcknowledged(progress);
    }

    /** Ends a life of which the log has everything. */
    void forget() throws IOException {
        delete(life);
    }

    /** Gives the locks back; whatever has not been forgotten stays. */
    @Override
    public void close() throws IOException {
        journal.close();
        lock.close();
        // Lives that are not sent yet are for the next one to take over.
        for (var leftover : leftovers) leftover.lock().close();
    }

    private static void delete(Path life) throws IOException {
        // The journal first: without it, what is left says nothing.
        for (var name : List.of(JOURNAL, JOURNAL + ".new", COUNTERS, CLOCKS, LOCK)) {
            Files.deleteIfExists(life.resolve(name));
        }
        Files.deleteIfExists(life);
    }
}

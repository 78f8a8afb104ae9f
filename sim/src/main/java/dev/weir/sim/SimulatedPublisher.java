package dev.weir.sim;

import dev.weir.control.management.StoreFault;
import dev.weir.control.outbox.Entry;
import dev.weir.control.outbox.Input;
import dev.weir.control.outbox.Publishing;
import dev.weir.control.outbox.Step;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * One replica's publisher: the production {@link Publishing}, whose steps take their time. What it
 * sends to the log is on its way by itself, whether the replica is paused or dead meanwhile; it may
 * come late, in part or not at all, and the log's word that it has come may be lost.
 */
final class SimulatedPublisher {
    private static final long MILLISECOND = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final long VERY_LATE = 30_000 * MILLISECOND;

    private final World world;
    private final Replica replica;
    private final Random random;
    private final Publishing publishing = new Publishing();
    private SimulatedOutbox.Session session = new SimulatedOutbox.Session();
    private long writer;

    /** A batch on its way. */
    private static final class Sent {
        private boolean answered;
    }

    SimulatedPublisher(World world, Replica replica) {
        this.world = world;
        this.replica = replica;
        this.random = new Random(world.random.nextLong());
        then(0, new Input.Began());
    }

    private void then(long nanos, Input input) {
        world.time.after(nanos, () -> replica.run(() -> perform(publishing.on(input))));
    }

    private void perform(Step step) {
        switch (step) {
            case Step.Lock() -> store(() -> new Input.Locked(world.outbox.lock(session)));
            case Step.Open() -> open();
            case Step.Find(var most) ->
                    store(() -> new Input.Found(world.outbox.find(session, most)));
            case Step.Append(var entries) -> append(entries);
            case Step.Mark(var ids) -> store(() -> mark(ids));
            // A commit wakes it; here it looks again soon, which is the same to it.
            case Step.Watch _ -> then(50 * MILLISECOND, new Input.Rested());
            case Step.Rest(var time) -> then(time.toNanos(), new Input.Rested());
            case Step.Leave(var time) -> {
                world.outbox.end(session);
                session = new SimulatedOutbox.Session();
                then(time.toNanos(), new Input.Rested());
            }
        }
    }

    /** A statement takes effect or not, and its answer may be lost. */
    private void store(java.util.function.Supplier<Input> statement) {
        boolean lost = world.faulty && random.nextInt(200) == 0;
        Input input;
        try {
            if (world.storeDown) throw SimulatedLedger.fault();
            input = statement.get();
            if (lost) input = new Input.StoreFailed();
        } catch (StoreFault _) {
            input = new Input.StoreFailed();
        }
        then(MILLISECOND + random.nextLong(4 * MILLISECOND), input);
    }

    private Input mark(List<Long> ids) {
        world.outbox.mark(session, ids);
        world.invariants.crossedOut(ids);
        return new Input.Marked();
    }

    private void open() {
        if (world.faulty && random.nextInt(30) == 0) {
            then(PATIENCE.toNanos(), new Input.LogFailed());
            return;
        }
        writer = world.log.open();
        then(delay(), new Input.Opened());
    }

    private void append(List<Entry> entries) {
        var sent = new Sent();
        long epoch = writer;
        int arriving = entries.size();
        boolean cut = world.faulty && random.nextInt(60) == 0;
        if (cut) arriving = random.nextInt(arriving + 1);
        var part = entries.subList(0, arriving);
        boolean late = world.faulty && random.nextInt(40) == 0;
        world.time.after(
                late ? random.nextLong(VERY_LATE) : delay(),
                () -> {
                    boolean taken = world.log.append(epoch, part);
                    boolean lost = cut || (world.faulty && random.nextInt(60) == 0);
                    if (!lost) answer(sent, delay(), taken);
                });
        answer(sent, PATIENCE.toNanos(), false);
        if (world.mutant == Mutant.MARK_BEFORE_ACKNOWLEDGED) answer(sent, MILLISECOND / 2, true);
    }

    private void answer(Sent sent, long nanos, boolean taken) {
        world.time.after(
                nanos,
                () ->
                        replica.run(() -> {
                            if (sent.answered) return;
                            sent.answered = true;
                            perform(
                                    publishing.on(
                                            taken ? new Input.Appended() : new Input.LogFailed()));
                        }));
    }

    private long delay() {
        boolean slow = world.faulty && random.nextInt(30) == 0;
        return MILLISECOND + random.nextLong(slow ? 3_000 * MILLISECOND : 5 * MILLISECOND);
    }
}

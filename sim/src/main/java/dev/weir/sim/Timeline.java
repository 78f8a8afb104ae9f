package dev.weir.sim;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: events run in the order of their moments, those of one moment as they came. */
final class Timeline {
    /** Of one moment. Some dozens are usual; somebody who is never done needs no limit. */
    private static final int MOST_EVENTS_AT_ONCE = 20_000;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Runnable afterEach;
    private long now;
    private long last;
    private int atOnce;

    private record Event(long at, long number, Runnable task) {}

    Timeline(Runnable afterEach) {
        this.afterEach = afterEach;
    }

    long now() {
        return now;
    }

    void after(long nanos, Runnable task) {
        events.add(new Event(now + Math.max(0, nanos), ++last, task));
    }

    void after(Duration time, Runnable task) {
        after(time.toNanos(), task);
    }

    void every(Duration period, Runnable task) {
        after(
                period,
                () -> {
                    task.run();
                    every(period, task);
                });
    }

    /**
     * Runs everything up to a moment. May be called within an event: then time goes on within it.
     */
    void runUntil(long moment) {
        for (var next = events.peek(); next != null && next.at() <= moment; next = events.peek()) {
            events.poll();
            advance(next.at());
            next.task().run();
            afterEach.run();
        }
        now = Math.max(now, moment);
    }

    /** A timer that is due again at once, for ever, would keep time from going on. */
    private void advance(long moment) {
        atOnce = moment > now ? 1 : atOnce + 1;
        now = Math.max(now, moment);
        if (atOnce > MOST_EVENTS_AT_ONCE) {
            throw new Violation(
                    "time stands still at %.3f s: more than %d events"
                            .formatted(now / 1e9, MOST_EVENTS_AT_ONCE));
        }
    }
}

package dev.weir.sim;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: events run in the order of their moments, those of one moment as they came. */
final class Timeline {
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Runnable afterEach;
    private long now;
    private long last;

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
            now = Math.max(now, next.at());
            next.task().run();
            afterEach.run();
        }
        now = Math.max(now, moment);
    }
}

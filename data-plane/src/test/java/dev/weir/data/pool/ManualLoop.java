package dev.weir.data.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/** An event loop whose time passes when a test says so. */
final class ManualLoop implements EventLoop {
    private record Timer(long at, Runnable task) {}

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private long now = -5; // a monotonic clock may well begin below zero

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Runnable after(long nanos, Runnable task) {
        var timer = new Timer(now + nanos, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** How many timers are armed. */
    int armed() {
        return timers.size();
    }

    /** Runs what was handed over. */
    void run() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) task.run();
    }

    /** Lets time pass, with all that falls due in it. */
    void pass(Duration duration) {
        long end = now + duration.toNanos();
        run();
        while (true) {
            var next = timers.stream().min(Comparator.comparingLong(Timer::at));
            if (next.isEmpty() || next.get().at() > end) break;
            timers.remove(next.get());
            now = Math.max(now, next.get().at());
            next.get().task().run();
            run();
        }
        now = end;
    }
}

package dev.weir.data.usage;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** The CPU clock of the calling thread. */
@FunctionalInterface
public interface CpuClock {
    /**
     * The operating system's per-thread CPU clock, user and system time together. It has no reading
     * for virtual threads, where it answers -1.
     */
    CpuClock THREAD = system();

    /**
     * The property of the JVM by which {@code ./weir bench metering} leaves the clock unread while
     * the file exists that it names, to tell what reading it costs. It is no setting, and a node
     * that has it says so.
     */
    String UNMETERED = "weir.bench.unmetered";

    /** The clock of all threads that are metered. */
    CpuClock METERED = isUnmetered() ? new BenchClock(THREAD) : THREAD;

    /** Whether this process may leave the clock unread, and bill nobody. */
    static boolean isUnmetered() {
        return System.getProperty(UNMETERED) != null;
    }

    /** CPU time that the calling thread has used so far, in nanoseconds; never falls. */
    long nanos();

    /**
     * CPU time that another thread has used so far, in nanoseconds; -1 for a thread that is not
     * alive or virtual. To watch it with: what is charged is read by the thread itself.
     */
    static long nanosOf(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    }

    /** CPU time that the whole process has used so far, in nanoseconds, in steps of 10 ms. */
    static long processNanos() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return Math.max(0, system.getProcessCpuTime());
    }

    private static CpuClock system() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads::getCurrentThreadCpuTime;
    }
}

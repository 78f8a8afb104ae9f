package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a process used so far, as Linux tells: its threads' user and system time, its memory. */
final class ProcessUse {
    private static final long MICROS_PER_TICK = 10_000; // USER_HZ is 100 on every Linux

    /** How HotSpot calls them, cut to the kernel's fifteen characters. */
    private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");

    private ProcessUse() {}

    /** CPU time in microseconds. */
    static long cpuMicros(long pid) throws IOException {
        return cpuMicros(Path.of("/proc/" + pid + "/stat"));
    }

    /**
     * CPU time of a JVM's compiler threads that are still there, in microseconds; 0 of another
     * process.
     */
    static long compilerMicros(long pid) throws IOException {
        long sum = 0;
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (var thread : threads) {
                try {
                    var name = Files.readString(thread.resolve("comm"));
                    if (COMPILER.matcher(name).lookingAt()) {
                        sum += cpuMicros(thread.resolve("stat"));
                    }
                } catch (NoSuchFileException _) {
                    // The thread ended.
                }
            }
        }
        return sum;
    }

    private static long cpuMicros(Path file) throws IOException {
        var stat = Files.readString(file);
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
    }

    /** Resident memory in kilobytes. */
    static long residentKilobytes(long pid) throws IOException {
        return kilobytes(Path.of("/proc/" + pid + "/status"), "VmRSS:");
    }

    /** Resident memory in kilobytes, of which a page of several processes counts in parts. */
    static long shareKilobytes(long pid) throws IOException {
        return kilobytes(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:");
    }

    private static long kilobytes(Path file, String name) throws IOException {
        for (var line : Files.readAllLines(file)) {
            if (line.startsWith(name)) return Long.parseLong(line.replaceAll("\\D+", ""));
        }
        throw new IOException("no " + name + " in " + file);
    }
}

package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a JVM holds, after a collection of all garbage.
 *
 * @param heapKilobytes its heap's objects that are in use
 * @param residentKilobytes all its memory that is resident, the heap's free part included
 * @param shareKilobytes the same, with what several processes have counted in parts
 */
record ProcessMemory(long heapKilobytes, long residentKilobytes, long shareKilobytes) {
    /** A generation of the serial collector's heap. */
    private static final Pattern GENERATION =
            Pattern.compile(
                    "total \\d+K, used (\\d+)K \\[0x([0-9a-f]+), 0x[0-9a-f]+, 0x([0-9a-f]+)\\)");

    /** A line of a histogram: how many bytes of which class. */
    private static final Pattern CLASS =
            Pattern.compile("^ *\\d+: +\\d+ +(\\d+) +(\\S+)", Pattern.MULTILINE);

    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");
    private static final int KILO = 1_024;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    static ProcessMemory of(long pid, Path folder) throws IOException {
        return new ProcessMemory(
                liveKilobytes(jcmd(pid, "GC.class_histogram", folder)),
                ProcessUse.residentKilobytes(pid),
                ProcessUse.shareKilobytes(pid));
    }

    /**
     * Kilobytes of the heap's objects that are in use, and of all other memory that is resident.
     * The heap's free part is left out, as its size tells what happened before, and nothing of now.
     */
    static long kilobytes(long pid, Path folder) throws IOException {
        var live = liveKilobytes(jcmd(pid, "GC.class_histogram", folder));
        var heap = jcmd(pid, "GC.heap_info", folder);
        return live + ProcessUse.residentKilobytes(pid) - residentHeap(pid, heap);
    }

    /**
     * By a count of objects, for which all garbage is collected. What the collector says is in use
     * contains gaps between objects, which it fills up and does not always close.
     */
    static long liveKilobytes(String histogram) {
        long bytes = 0;
        var lines = CLASS.matcher(histogram);
        while (lines.find()) {
            if (!lines.group(2).contains("jdk.internal.vm.Filler")) {
                bytes += Long.parseLong(lines.group(1));
            }
        }
        return bytes / KILO;
    }

    private static long residentHeap(long pid, String heap) throws IOException {
        long from = Long.MAX_VALUE;
        long to = 0;
        var bounds = GENERATION.matcher(heap);
        while (bounds.find()) {
            from = Math.min(from, Long.parseUnsignedLong(bounds.group(2), 16));
            to = Math.max(to, Long.parseUnsignedLong(bounds.group(3), 16));
        }
        if (to == 0) throw new IOException("no generations in:\n" + heap);
        long resident = 0;
        boolean within = false;
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            var mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                long start = Long.parseUnsignedLong(mapping.group(1), 16);
                within = start >= from && start < to;
            } else if (within && line.startsWith("Rss:")) {
                resident += Long.parseLong(line.replaceAll("\\D+", ""));
            }
        }
        return resident;
    }

    private static String jcmd(long pid, String command, Path folder) throws IOException {
        var program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try (var child =
                Child.start(
                        folder,
                        folder.resolve("jcmd.log"),
                        Map.of(),
                        List.of(program, Long.toString(pid), command))) {
            return child.output(LIMIT);
        }
    }
}

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

    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    static ProcessMemory of(long pid, Path folder) throws IOException {
        return new ProcessMemory(
                usedHeap(collected(pid, folder)),
                ProcessUse.residentKilobytes(pid),
                ProcessUse.shareKilobytes(pid));
    }

    /**
     * Kilobytes of the heap's objects that are in use, and of all other memory that is resident.
     * The heap's free part is left out, as its size tells what happened before, and nothing of now.
     */
    static long kilobytes(long pid, Path folder) throws IOException {
        var heap = collected(pid, folder);
        return usedHeap(heap) + ProcessUse.residentKilobytes(pid) - residentHeap(pid, heap);
    }

    /** What is told of the heap once all garbage is collected. */
    private static String collected(long pid, Path folder) throws IOException {
        jcmd(pid, "GC.run", folder);
        return jcmd(pid, "GC.heap_info", folder);
    }

    private static long usedHeap(String heap) {
        long used = 0;
        var generations = GENERATION.matcher(heap);
        while (generations.find()) used += Long.parseLong(generations.group(1));
        return used;
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

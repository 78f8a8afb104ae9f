package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a JVM holds: its heap's objects that are in use, and all its other memory that is resident.
 * The heap's free part is left out, as its size tells what happened before, and nothing of now.
 */
final class ProcessMemory {
    /** A generation of the serial collector's heap. */
    private static final Pattern GENERATION =
            Pattern.compile(
                    "total \\d+K, used (\\d+)K \\[0x([0-9a-f]+), 0x[0-9a-f]+, 0x([0-9a-f]+)\\)");

    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private ProcessMemory() {}

    /** Kilobytes in use, after a collection of all garbage. */
    static long kilobytes(long pid, Path folder) throws IOException {
        jcmd(pid, "GC.run", folder);
        var heap = jcmd(pid, "GC.heap_info", folder);
        long used = 0;
        var generations = GENERATION.matcher(heap);
        while (generations.find()) used += Long.parseLong(generations.group(1));
        return used + ProcessUse.residentKilobytes(pid) - residentHeap(pid, heap);
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

package dev.weir.it.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What nodes have measured, read from their files of counters by nothing of theirs: 64 bytes of
 * head, in it from byte 8 on how many slots there are; then 128 bytes for each environment, its id
 * behind a byte of length and, from byte 64 on, five numbers.
 */
final class NodeCounters {
    private static final int HEAD = 64;
    private static final int SLOT = 128;
    private static final int NUMBERS = 64;
    private static final int NANOS_PER_MILLI = 1_000_000;

    /** By node and life, then by environment. */
    private final Map<String, Map<String, Amounts>> lives = new HashMap<>();

    /** What is billed of an environment; times in whole milliseconds. */
    record Amounts(long cpuMillis, long queries, long rows, long bytesOut, long busyMillis) {
        Amounts plus(Amounts other) {
            return new Amounts(
                    cpuMillis + other.cpuMillis,
                    queries + other.queries,
                    rows + other.rows,
                    bytesOut + other.bytesOut,
                    busyMillis + other.busyMillis);
        }

        private boolean isNothing() {
            return equals(new Amounts(0, 0, 0, 0, 0));
        }
    }

    /** Reads the counters of all lives that a node's folder holds. */
    void read(Path node) throws IOException {
        if (!Files.isDirectory(node)) return;
        try (var folders = Files.newDirectoryStream(node, Files::isDirectory)) {
            for (var life : folders) {
                try {
                    var file = ByteBuffer.wrap(Files.readAllBytes(life.resolve("counters")));
                    lives.put(life.toString(), amounts(file.order(ByteOrder.nativeOrder())));
                } catch (NoSuchFileException _) {
                    // It is sent meanwhile, and was read before.
                }
            }
        }
    }

    private static Map<String, Amounts> amounts(ByteBuffer file) {
        var amounts = new HashMap<String, Amounts>();
        // Killed before it had made all of it: it has counted nothing.
        if (file.capacity() < HEAD) return amounts;
        for (int slot = 0; slot < file.getLong(8); slot++) {
            int at = HEAD + slot * SLOT;
            var id = new byte[file.get(at)];
            file.get(at + 1, id);
            int numbers = at + NUMBERS;
            amounts.put(
                    new String(id, StandardCharsets.US_ASCII),
                    new Amounts(
                            file.getLong(numbers) / NANOS_PER_MILLI,
                            file.getLong(numbers + 8),
                            file.getLong(numbers + 16),
                            file.getLong(numbers + 24),
                            file.getLong(numbers + 32) / NANOS_PER_MILLI));
        }
        return amounts;
    }

    /** How many lives were seen. */
    int lives() {
        return lives.size();
    }

    /** The sums of all lives, by environment; those that have used nothing are left out. */
    Map<String, Amounts> sums() {
        var sums = new TreeMap<String, Amounts>();
        for (var life : lives.values()) {
            life.forEach((environment, amounts) -> {
                if (!amounts.isNothing()) sums.merge(environment, amounts, Amounts::plus);
            });
        }
        return sums;
    }
}

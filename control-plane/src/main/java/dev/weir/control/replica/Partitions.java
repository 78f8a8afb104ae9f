package dev.weir.control.replica;

import java.nio.charset.StandardCharsets;

/**
 * The partition of a key as Kafka's default partitioner has it (murmur2 of the key's bytes). It
 * only spreads databases over replicas: were the log to partition differently, a database's events
 * would be read by one replica and its ticks by another, and the store would still let only one
 * win.
 */
final class Partitions {
    private static final int M = 0x5bd1e995;

    private Partitions() {}

    static int of(String key, int partitions) {
        return (murmur2(key.getBytes(StandardCharsets.UTF_8)) & 0x7fffffff) % partitions;
    }

    private static int murmur2(byte[] data) {
        int length = data.length;
        int hash = 0x9747b28c ^ length;
        int words = length / 4;
        for (int i = 0; i < words; i++) {
            int at = i * 4;
            int word =
                    (data[at] & 0xff)
                            | ((data[at + 1] & 0xff) << 8)
                            | ((data[at + 2] & 0xff) << 16)
                            | ((data[at + 3] & 0xff) << 24);
            word *= M;
            word ^= word >>> 24;
            word *= M;
            hash = hash * M ^ word;
        }
        int rest = words * 4;
        if (length % 4 == 3) hash ^= (data[rest + 2] & 0xff) << 16;
        if (length % 4 >= 2) hash ^= (data[rest + 1] & 0xff) << 8;
        if (length % 4 >= 1) {
            hash ^= data[rest] & 0xff;
            hash *= M;
        }
        hash ^= hash >>> 13;
        hash *= M;
        hash ^= hash >>> 15;
        return hash;
    }
}

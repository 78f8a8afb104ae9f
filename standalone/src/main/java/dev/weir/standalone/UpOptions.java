package dev.weir.standalone;

import dev.weir.standalone.machine.UpSize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./weir up} was asked.
 *
 * @param data where everything is kept
 * @param ephemeral keep it in a folder that goes at the end instead
 * @param port the first node's port, from which the others follow; 0: any free ones
 * @param readyFile where to tell programs what runs
 * @param databaseUrl the demo environment's database, instead of the sample
 * @param size how many of each plane
 * @param processes each plane as processes of its own, instead of all in this one
 * @param kafkaAdvertisedPort where Kafka tells its clients that it is; 0: where it is
 */
record UpOptions(
        Path data,
        boolean ephemeral,
        int port,
        @Nullable Path readyFile,
        @Nullable String databaseUrl,
        UpSize size,
        boolean processes,
        int kafkaAdvertisedPort) {}

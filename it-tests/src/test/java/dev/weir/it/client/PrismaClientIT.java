package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A stock Prisma 7 client from npm against all of Weir: only its URL is special. */
final class PrismaClientIT {
    @Test
    void aStockClientDoesItsWorkThroughWeir() throws IOException {
        var application = NodeProject.installed("prisma-7");

        var ended =
                application.run(
                        Duration.ofMinutes(3),
                        Map.of("PRISMA_URL", RunningWeir.shared().get("prismaUrl")),
                        "node",
                        "--test",
                        "--test-concurrency=1",
                        "client.test.mjs");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("# fail 0");
    }
}

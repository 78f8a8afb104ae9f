package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The stock serverless SQL driver from npm, alone and under Drizzle and Kysely, against all of
 * Weir: only its connection string and its endpoint are special.
 */
final class SqlDriverIT {
    @Test
    void theStockDriverDoesItsWorkThroughWeir() throws IOException {
        var application = NodeProject.installed("neon-1");

        try (var weir = RunningWeir.start()) {
            var ended =
                    application.run(
                            Duration.ofMinutes(3),
                            Map.of(
                                    "SQL_URL",
                                    weir.get("sqlUrl"),
                                    "SQL_ENDPOINT",
                                    weir.endpoint() + "/sql"),
                            "node",
                            "--test",
                            "client.test.mjs");

            assertThat(ended.exitCode()).as(ended.output()).isZero();
            assertThat(ended.output()).contains("# fail 0");
        }
    }
}

package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stock clients without a query engine from npm against all of Weir: only their URL is special. */
final class EngineLessClientIT {
    private static RunningWeir weir;

    @BeforeAll
    static void start() throws IOException {
        weir = RunningWeir.start();
    }

    @AfterAll
    static void stop() throws IOException {
        weir.close();
    }

    @Test
    void aStockClientOfPrisma6DoesItsWorkThroughWeir() throws IOException {
        works("prisma-6", weir.get("prismaUrl"));
    }

    @Test
    void aStockClientOfPrisma5DoesItsWorkThroughWeirOverTls() throws IOException {
        works("prisma-5", weir.get("prismaTlsUrl"));
    }

    @Test
    void answersRecordedRequestsInTheRecordedForm() throws Exception {
        var recordings = Path.of("../fixtures/prisma");
        var differences = new ArrayList<String>();
        for (var directory : List.of("5.22.0", "6.19.3", "extension-accelerate-6.19.3")) {
            var replay =
                    new EngineReplay(
                            weir.endpoint(),
                            weir.get("apiKey"),
                            /* sameRows= */ !directory.startsWith("extension"));
            if (!directory.startsWith("extension")) replay.empty();
            differences.addAll(replay.replay(recordings.resolve(directory)));
        }
        assertThat(differences).isEmpty();
    }

    private static void works(String project, String url) throws IOException {
        var ended =
                NodeProject.installed(project, "--no-engine")
                        .run(
                                Duration.ofMinutes(3),
                                Map.of(
                                        "PRISMA_URL",
                                        url,
                                        "NODE_EXTRA_CA_CERTS",
                                        weir.get("caFile")),
                                "node",
                                "--test",
                                "--test-concurrency=1",
                                "../without-engine.test.mjs");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("# fail 0");
    }
}

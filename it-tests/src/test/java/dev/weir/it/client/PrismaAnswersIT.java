package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The right answers to stock Prisma clients where poolers, proxies and older executors are known to
 * give wrong ones.
 */
final class PrismaAnswersIT {
    private static final int CONNECTIONS = 5;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "prisma-5, --no-engine, prismaTlsUrl",
        "prisma-6, --no-engine, prismaUrl",
        "prisma-7, '', prismaUrl"
    })
    void aStockClientGetsTheRightAnswers(String project, String option, String url)
            throws IOException {
        var application = NodeProject.installed(project, option);
        application.generate("answers", schema(project), option);
        var environment =
                new Environments(RunningWeir.shared())
                        .make(TestPostgres.freshDatabase().uri(), CONNECTIONS, Map.of());

        var ended =
                application.run(
                        Duration.ofMinutes(3),
                        Map.of(
                                "PRISMA_URL",
                                RunningWeir.shared()
                                        .get(url)
                                        .replaceFirst(
                                                "api_key=.*", "api_key=" + environment.apiKey()),
                                "NODE_EXTRA_CA_CERTS",
                                RunningWeir.shared().get("caFile")),
                        "node",
                        "--test",
                        "--test-concurrency=1",
                        "../answers.test.mjs");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("# fail 0");
    }

    private static String schema(String project) throws IOException {
        var url = project.equals("prisma-7") ? "" : "url = env(\"PRISMA_URL\")";
        return """
        generator client {
          provider        = "prisma-client-js"
          output          = "./generated-answers"
          previewFeatures = ["relationJoins"]
        }

        datasource db {
          provider = "postgresql"
          %s
        }

        """
                        .formatted(url)
                + Files.readString(Path.of("clients/answers/models.prisma"));
    }
}

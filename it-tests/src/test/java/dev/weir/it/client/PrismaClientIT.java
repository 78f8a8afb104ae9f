package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stock Prisma clients from npm against all of Weir: only their URL is special. Those before 7 are
 * generated without a query engine; those before 6 speak TLS only.
 */
final class PrismaClientIT {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "prisma-4, --data-proxy, prismaTlsUrl",
        "prisma-5, --no-engine, prismaTlsUrl",
        "prisma-6, --no-engine, prismaUrl",
        "prisma-7, '', prismaUrl"
    })
    void aStockClientDoesItsWorkThroughWeir(String project, String generating, String url)
            throws IOException {
        var options = generating.isEmpty() ? new String[0] : new String[] {generating};
        var application = NodeProject.installed(project, options);

        var ended =
                application.run(
                        Duration.ofMinutes(3),
                        Map.of(
                                "PRISMA_URL",
                                RunningWeir.shared().get(url),
                                "NODE_EXTRA_CA_CERTS",
                                RunningWeir.shared().get("caFile")),
                        "node",
                        "--test",
                        "--test-concurrency=1",
                        "../prisma.test.mjs");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("# fail 0");
    }
}

package dev.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.standalone.machine.UpPorts;
import dev.weir.standalone.machine.UpSize;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WelcomeTest {
    private final UpPorts ports = UpPorts.from(5000, UpSize.DEFAULT);
    private final ReadyFile ready =
            new ReadyFile(
                    List.of("http://127.0.0.1:5000", "http://127.0.0.1:5001"),
                    List.of("http://127.0.0.1:8", "http://127.0.0.1:9"),
                    "prisma+postgres://localhost:5000/?api_key=key",
                    "prisma://localhost:50005000/?api_key=key",
                    "/data/ca.pem",
                    "postgresql://weir:key@127.0.0.1:5000/d",
                    "key",
                    "env-1",
                    "postgresql://u:p@127.0.0.1:5015/d",
                    "http://127.0.0.1:5004",
                    "the-token",
                    "http://127.0.0.1:5005",
                    "127.0.0.1:5014",
                    42,
                    List.of(
                            new ReadyFile.Running(
                                    "node-a1", "a", 77, "http://127.0.0.1:5000", null)));

    @Test
    void theCurlLineIsOneShellWordADataAndItsBodyIsJson() throws Exception {
        var line = Welcome.curl("http://127.0.0.1:5000", "key", true);

        assertThat(line).startsWith("curl -s http://127.0.0.1:5000/query ").doesNotContain("\n");
        var parts = line.split("'", -1);
        assertThat(parts).as("three quoted words and nothing after them").hasSize(7);
        assertThat(new ObjectMapper().readTree(parts[5]).path("operation").asText())
                .isEqualTo("queryRaw");
        assertThat(parts[6]).isEmpty();
    }

    @Test
    void tellsWhereEverythingIs() {
        var text = Welcome.text(ready, ports, true, Path.of("/data"));

        assertThat(text)
                .contains(ready.prismaUrl(), ready.controlUrl(), ready.billingUrl())
                .contains("/data/schema.prisma", "5100,5101,5104,5105", "/health/ready")
                .containsPattern("node-a1 +77 ");
        assertThat(text)
                .contains("./weir usage --data '/data'")
                .contains("./weir api --data '/data' GET /v1/environments");
        assertThat(Welcome.text(ready, ports, true, Path.of(".weir").toAbsolutePath()))
                .contains("./weir api GET /v1/environments");
        assertThat(Welcome.text(ready, ports, false, Path.of("/data")))
                .as("no schema is known of somebody's own database")
                .doesNotContain("schema.prisma");
    }

    @Test
    void theSchemaHasOneGeneratorAndTheSamplesTables() throws Exception {
        assertThat(SampleSchema.text())
                .containsOnlyOnce("generator ")
                .contains("datasource db", "model User", "model Post", "model Comment");
    }

    @Test
    void progressShowsSecondsSinceTheStart() {
        var output = new ByteArrayOutputStream();
        var now = new long[] {5_000_000_000L};
        var progress =
                new Progress(new PrintStream(output, true, StandardCharsets.UTF_8), () -> now[0]);
        now[0] += 1_260_000_000L;

        progress.say("Kafka serves");

        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("   1.3 s  Kafka serves\n");
    }
}

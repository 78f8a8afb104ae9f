package dev.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.runtime.Secret;
import dev.weir.standalone.machine.UpFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReadyFileTest {
    private final ReadyFile ready =
            new ReadyFile(
                    List.of("http://127.0.0.1:1", "http://127.0.0.1:2"),
                    List.of("http://127.0.0.1:8", "http://127.0.0.1:9"),
                    "prisma+postgres://localhost:1/?api_key=k",
                    "prisma://localhost:11/?api_key=k",
                    "/data/ca.pem",
                    "postgresql://weir:k@127.0.0.1:1/d",
                    "k",
                    "env-1",
                    "postgresql://u:p@127.0.0.1:3/d",
                    "http://127.0.0.1:4",
                    "the-token",
                    "http://127.0.0.1:5",
                    "127.0.0.1:6",
                    42,
                    List.of(
                            new ReadyFile.Running(
                                    "node-a1", "a", 77, "http://127.0.0.1:1", "http://127.0.0.1:7"),
                            new ReadyFile.Running("kafka", null, 78, "127.0.0.1:6", null)));

    @TempDir Path folder;

    @Test
    void isReadAsItWasWrittenAndIsItsOwnersAlone() throws Exception {
        var file = folder.resolve("new/ready.json");
        ready.write(file);

        assertThat(ReadyFile.read(file)).isEqualTo(ready);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ready.toString()).doesNotContain("the-token").doesNotContain("u:p");
    }

    @Test
    void saysWhatToDoWhenNothingRuns() {
        assertThatThrownBy(() -> ReadyFile.read(folder.resolve("ready.json")))
                .isInstanceOf(UpFailure.class)
                .hasMessageContaining("./weir up");
    }

    @Test
    void tellsCommandsWhereToGoUnlessVariablesDo() throws Exception {
        ready.write(folder.resolve("ready.json"));
        var target = new Target();
        new CommandLine(target).parseArgs("--data", folder.toString());

        var here = target.control(Map.of());
        assertThat(here.url()).isEqualTo(ready.controlUrl());
        assertThat(here.token()).isEqualTo(new Secret("the-token"));
        assertThat(target.billing(Map.of()).url()).isEqualTo(ready.billingUrl());

        var named = Map.of("WEIR_URL", "https://weir.example/", "WEIR_TOKEN", "t");
        assertThat(target.control(named).url()).isEqualTo("https://weir.example");
        assertThat(target.control(named).token()).isEqualTo(new Secret("t"));
        assertThatThrownBy(() -> target.control(Map.of("WEIR_URL", "https://weir.example")))
                .isInstanceOf(UpFailure.class)
                .hasMessageContaining("WEIR_TOKEN");
    }
}

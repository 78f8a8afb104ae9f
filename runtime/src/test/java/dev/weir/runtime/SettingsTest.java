package dev.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final Setting<String> ID = Setting.text("node.id", "The node's id");
    private static final Setting<Integer> CAPACITY =
            Setting.integer("node.capacity", 1, 1_000, "Most connections").orElse("200");
    private static final Setting<Secret> TOKEN = Setting.secret("admin.token", 16, "The token");
    private static final List<Setting<?>> ALL = List.of(ID, CAPACITY, TOKEN);

    @TempDir Path folder;

    @Test
    void takesTheVariableThenTheFileThenTheDefault() throws IOException {
        var file = file("# a comment\n\nnode.id = from-file\nnode.capacity=7\n");

        var settings =
                Settings.read(
                        Map.of("WEIR_NODE_ID", "from-variable", "WEIR_ADMIN_TOKEN", "x".repeat(16)),
                        file,
                        ALL);

        assertThat(settings.get(ID)).isEqualTo("from-variable");
        assertThat(settings.get(CAPACITY)).isEqualTo(7);
        assertThat(settings.get(Settings.LOG_LEVEL)).isEqualTo(Settings.LogLevel.INFO);
    }

    @Test
    void readsASecretFromAMountedFile() throws IOException {
        var mounted = file("s3cret-s3cret-s3cret\n");

        var settings =
                Settings.read(
                        Map.of("WEIR_NODE_ID", "a", "WEIR_ADMIN_TOKEN_FILE", mounted.toString()),
                        null,
                        ALL);

        assertThat(settings.get(TOKEN)).isEqualTo(new Secret("s3cret-s3cret-s3cret"));
    }

    @Test
    void reportsAllProblemsAtOnce() throws IOException {
        var file = file("node.capacty=5\nnode.capacity=4000\nnonsense\n");

        assertThat(
                        problems(
                                Map.of(
                                        "WEIR_ADMIN_TOKEN",
                                        "short",
                                        "WEIR_NODE_IDD",
                                        "a",
                                        "PATH",
                                        "/bin"),
                                file))
                .containsExactlyInAnyOrder(
                        file
                                + ":1: no setting is called node.capacty; did you mean"
                                + " node.capacity?",
                        file + ":3: must be a line key=value",
                        "node.id (WEIR_NODE_ID) is missing: The node's id",
                        "node.capacity (WEIR_NODE_CAPACITY) must be a whole number from 1 to 1000,"
                                + " not '4000'",
                        "admin.token (WEIR_ADMIN_TOKEN) must have at least 16 characters",
                        "no setting is called WEIR_NODE_IDD; did you mean WEIR_NODE_ID?");
    }

    @Test
    void neverPrintsASecret() {
        var telling =
                new Setting<>(
                        "admin.token",
                        null,
                        true,
                        "text",
                        text -> {
                            throw new IllegalArgumentException("cannot use " + text);
                        },
                        "The token");

        var exception =
                catchThrowableOfType(
                        SettingsException.class,
                        () ->
                                Settings.read(
                                        Map.of("WEIR_ADMIN_TOKEN", "hunter2"),
                                        null,
                                        List.of(telling)));

        assertThat(exception.getMessage()).doesNotContain("hunter2").contains("cannot use ***");
        assertThat(new Secret("hunter2")).asString().isEqualTo("***");
    }

    @Test
    void overlooksWhatKubernetesSetsForServices() {
        var settings =
                Settings.read(
                        Map.of(
                                "WEIR_CONTROL_PLANE_SERVICE_HOST", "10.0.0.1",
                                "WEIR_CONTROL_PLANE_PORT", "tcp://10.0.0.1:80",
                                "WEIR_CONTROL_PLANE_PORT_80_TCP_ADDR", "10.0.0.1"),
                        null,
                        List.of(CAPACITY));

        assertThat(settings.get(CAPACITY)).isEqualTo(200);
    }

    @Test
    void saysWhichFileCannotBeRead() {
        assertThat(
                        problems(
                                Map.of(
                                        "WEIR_NODE_ID",
                                        "a",
                                        "WEIR_ADMIN_TOKEN_FILE",
                                        "/nowhere/token"),
                                null))
                .containsExactly("cannot read /nowhere/token: NoSuchFileException");
    }

    @Test
    void wantsOneSourceOfAValue() throws IOException {
        var mounted = file("x");

        assertThat(
                        problems(
                                Map.of(
                                        "WEIR_NODE_ID", "a",
                                        "WEIR_ADMIN_TOKEN", "x".repeat(16),
                                        "WEIR_ADMIN_TOKEN_FILE", mounted.toString()),
                                null))
                .containsExactly(
                        "WEIR_ADMIN_TOKEN and WEIR_ADMIN_TOKEN_FILE are both set: one of them is"
                                + " enough");
    }

    @Test
    void knowsOnlyWhatItRead() {
        var settings = Settings.read(Map.of(), null, List.of(CAPACITY));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.get(ID))
                .withMessage("not read: node.id");
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "10s, PT10S",
        "6m, PT6M",
        "2h, PT2H",
        "7d, PT168H",
        "PT5.5S, PT5.5S"
    })
    void readsTimes(String text, Duration duration) {
        assertThat(Setting.duration("a", "").parse().apply(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"0s", "-5s", "5", "5 weeks", "PT-5S", "''"})
    void refusesOtherTimes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.duration("a", "").parse().apply(text))
                .withMessageStartingWith("must be a positive time");
    }

    @ParameterizedTest
    @CsvSource({"512, 512", "1B, 1", "64KiB, 65536", "16MiB, 16777216", "2GiB, 2147483648"})
    void readsSizes(String text, long bytes) {
        assertThat(Setting.size("a", "").parse().apply(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "16MB", "999999999999GiB", "''"})
    void refusesOtherSizes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.size("a", "").parse().apply(text))
                .withMessageStartingWith("must be a positive size");
    }

    @Test
    void readsTheOtherKinds() {
        assertThat(Setting.bool("a", "").parse().apply("true")).isTrue();
        assertThat(Setting.port("a", "").parse().apply("65535")).isEqualTo(65_535);
        assertThat(Setting.uri("a", List.of("http"), "").parse().apply("http://h:1/"))
                .isEqualTo(URI.create("http://h:1/"));
        assertThat(Setting.list("a", Integer::valueOf, "").parse().apply("1, 2"))
                .containsExactly(1, 2);
        assertThat(Setting.text("a", "").optional().parse().apply("")).isEmpty();
        assertThat(Setting.word("a", Settings.LogFormat.class, "").parse().apply("json"))
                .isEqualTo(Settings.LogFormat.JSON);
    }

    @Test
    void refusesTheOtherKindsWithTheRule() {
        assertRule(Setting.bool("a", ""), "yes", "must be true or false");
        assertRule(Setting.port("a", ""), "65536", "must be a port from 0 to 65535");
        assertRule(
                Setting.uri("a", List.of("http", "https"), ""),
                "ftp://h",
                "must be a URL beginning with http or https://");
        assertRule(Setting.list("a", text -> text, ""), "a,,b", "must not be empty");
        assertRule(
                Setting.word("a", Settings.LogFormat.class, ""),
                "xml",
                "must be one of text, json");
        assertThatIllegalArgumentException().isThrownBy(() -> Setting.text("Node_Id", ""));
    }

    private static void assertRule(Setting<?> setting, String text, String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setting.parse().apply(text))
                .withMessage(rule);
    }

    private static List<String> problems(Map<String, String> environment, @Nullable Path file) {
        return catchThrowableOfType(
                        SettingsException.class, () -> Settings.read(environment, file, ALL))
                .problems();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "settings", ".properties"), text);
    }
}

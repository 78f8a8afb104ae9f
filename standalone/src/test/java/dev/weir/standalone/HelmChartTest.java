package dev.weir.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart in {@code infra/helm/weir}, by Helm's and Kubernetes' own checks where installed. */
class HelmChartTest {
    private static final Path CHART =
            Path.of(System.getProperty("basedir", ".")).resolve("../infra/helm/weir").normalize();
    private static final Pattern VARIABLE = Pattern.compile("name: (WEIR_\\w+)");
    private static final Pattern KIND = Pattern.compile("(?m)^kind: (\\w+)$");

    @TempDir Path folder;

    private record Outcome(int code, String output) {}

    private static Optional<Path> program(String name) {
        var folders = new ArrayList<>(List.of(System.getenv("PATH").split(":")));
        folders.add(System.getProperty("user.home") + "/go/bin");
        return folders.stream()
                .map(each -> Path.of(each, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String require(String name, String how) {
        var program = program(name);
        Assumptions.assumeTrue(
                program.isPresent(),
                "SKIPPED: no %s on this machine (%s), so the chart is not checked by it"
                        .formatted(name, how));
        return program.map(Path::toString).orElse("");
    }

    private static String helm() {
        return require("helm", "go install helm.sh/helm/v4/cmd/helm@v4.3.1");
    }

    private static Outcome run(String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static List<Path> values() throws IOException {
        try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
            return files.sorted().toList();
        }
    }

    private static String rendered(Path values) throws Exception {
        var outcome =
                run(helm(), "template", "weir", CHART.toString(), "--values", values.toString());
        assertThat(outcome.code()).as(outcome.output()).isZero();
        return outcome.output();
    }

    /** Variables that the text sets. */
    private static List<String> variables(String text) {
        return VARIABLE.matcher(text).results().map(match -> match.group(1)).distinct().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "nodes.yaml, node",
        "control-plane.yaml, control-plane",
        "billing-meter.yaml, billing-meter"
    })
    void setsOnlyWhatThePlaneKnows(String template, String command) throws Exception {
        var templates = CHART.resolve("templates");
        var shared = Files.readString(templates.resolve("_helpers.tpl"));
        int secrets = shared.indexOf("weir.sharedSecretEnv");
        var own = Files.readString(templates.resolve(template));

        assertThat(variables(own)).isNotEmpty().isSubsetOf(KnownSettings.variables(command));
        assertThat(variables(shared.substring(0, secrets)))
                .isNotEmpty()
                .isSubsetOf(KnownSettings.variables(command));
        if (own.contains("weir.sharedSecretEnv")) {
            assertThat(variables(shared.substring(secrets)))
                    .isNotEmpty()
                    .isSubsetOf(KnownSettings.variables(command));
        }
    }

    @Test
    void hasTheProjectsVersion() throws Exception {
        var pom = Files.readString(CHART.resolve("../../../pom.xml"));
        var version = Pattern.compile("(?m)^  <version>(.*)</version>$").matcher(pom);
        assertThat(version.find()).isTrue();

        assertThat(Files.readAllLines(CHART.resolve("Chart.yaml")))
                .contains("version: " + version.group(1), "appVersion: " + version.group(1));
    }

    @Test
    void pleasesHelm() throws Exception {
        for (var values : values()) {
            var linted =
                    run(
                            helm(),
                            "lint",
                            "--strict",
                            CHART.toString(),
                            "--values",
                            values.toString());
            assertThat(linted.code()).as(linted.output()).isZero();
        }
    }

    @Test
    void rendersPlanesWithNothingButKnownSettings() throws Exception {
        for (var values : values()) {
            for (var object : rendered(values).split("(?m)^---$", -1)) {
                if (!object.contains("containers:")) continue;
                var component =
                        Pattern.compile("app.kubernetes.io/component: (\\S+)").matcher(object);
                assertThat(component.find()).isTrue();
                assertThat(variables(object))
                        .as("%s of %s", component.group(1), values)
                        .hasSizeGreaterThan(8)
                        .isSubsetOf(KnownSettings.variables(component.group(1)));
                assertThat(object)
                        .contains("enableServiceLinks: false", "readOnlyRootFilesystem: true");
            }
        }
    }

    @Test
    void rendersWhatKubernetesKnows() throws Exception {
        var validate = require("kubernetes-validate", "pip install kubernetes-validate");
        for (var values : values()) {
            int number = 0;
            for (var object : rendered(values).split("(?m)^---$", -1)) {
                var kind = KIND.matcher(object);
                // A custom resource has no schema there.
                if (!kind.find() || kind.group(1).equals("ServiceMonitor")) continue;
                var file = folder.resolve(kind.group(1) + number++ + ".yaml");
                Files.writeString(file, object);
                var outcome = run(validate, "--strict", "--quiet", file.toString());
                assertThat(outcome.code()).as("%s%n%s", outcome.output(), object).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node.capacity=0",
                "nodes=2",
                "region=EU_1",
                "clusters=null",
                "secrets.shared=",
                "kafka.bootstrap=kafka",
                "controlPlane.database.url=jdbc:postgresql://user:secret@host/db",
                "node.settings.HTTP_PORT=1"
            })
    void refusesValuesThatCannotBeMeant(String value) throws Exception {
        var arguments =
                new ArrayList<>(
                        Arrays.asList(
                                helm(),
                                "template",
                                "weir",
                                CHART.toString(),
                                "--values",
                                CHART.resolve("ci/defaults-values.yaml").toString(),
                                "--set"));
        arguments.add(value);
        var outcome = run(arguments.toArray(String[]::new));

        assertThat(outcome.code()).as(outcome.output()).isNotZero();
        assertThat(outcome.output()).contains("schema");
    }
}

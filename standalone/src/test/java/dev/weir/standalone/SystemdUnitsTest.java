package dev.weir.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The units in {@code infra/systemd}, by systemd's own checks where it is installed. */
class SystemdUnitsTest {
    private static final Path UNITS =
            Path.of(System.getProperty("basedir", ".")).resolve("../infra/systemd").normalize();
    private static final Pattern VARIABLE = Pattern.compile("(?m)^Environment=(WEIR_\\w+)=");
    private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");
    private static final double MOST_EXPOSED = 2.5;

    /** Units of the system that every service depends on. */
    private static final List<String> STUBS =
            List.of(
                    "sysinit.target",
                    "basic.target",
                    "network-online.target",
                    "shutdown.target",
                    "multi-user.target",
                    "system.slice");

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "weir-node@.service, node, node.settings",
        "weir-control-plane.service, control-plane, control-plane.settings",
        "weir-billing-meter.service, billing-meter, billing-meter.settings"
    })
    void setsOnlyWhatThePlaneKnows(String unit, String command, String settings) throws Exception {
        var text = Files.readString(UNITS.resolve(unit));

        assertThat(text).contains("ExecStart=/usr/bin/weir " + command + " --settings");
        assertThat(text).contains("/etc/weir/" + settings);
        var variables = VARIABLE.matcher(text).results().map(match -> match.group(1)).toList();
        assertThat(variables).isSubsetOf(KnownSettings.variables(command));
        var keys =
                Files.readAllLines(UNITS.resolve(settings)).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.substring(0, line.indexOf('=')))
                        .toList();
        assertThat(keys).isNotEmpty().isSubsetOf(KnownSettings.keys(command));
    }

    @ParameterizedTest
    @CsvSource({
        "weir-node@.service, weir-node@a1.service",
        "weir-control-plane.service, weir-control-plane.service",
        "weir-billing-meter.service, weir-billing-meter.service"
    })
    void pleasesSystemd(String unit, String instance) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
                "SKIPPED: no systemd-analyze on this machine, so the units are not verified");
        var root = systemRoot();

        var verified = run("systemd-analyze", "verify", "--root=" + root, instance);
        assertThat(verified).isEmpty();
        var rated =
                run("systemd-analyze", "security", "--offline=yes", UNITS.resolve(unit).toString());
        var exposure = EXPOSURE.matcher(rated);
        assertThat(exposure.find()).as(rated).isTrue();
        assertThat(Double.parseDouble(exposure.group(1)))
                .as(rated)
                .isLessThanOrEqualTo(MOST_EXPOSED);
    }

    @Test
    void readsEachSecretFromACredential() throws Exception {
        try (var units = Files.newDirectoryStream(UNITS, "*.service")) {
            for (var unit : units) {
                var text = Files.readString(unit);
                var files =
                        Pattern.compile("_FILE=%d/(\\S+)")
                                .matcher(text)
                                .results()
                                .map(match -> match.group(1))
                                .toList();
                var credentials =
                        Pattern.compile("(?m)^LoadCredential=(\\S+):/etc/weir/secrets/\\1$")
                                .matcher(text)
                                .results()
                                .map(match -> match.group(1))
                                .toList();
                assertThat(files).as("%s", unit).isNotEmpty().isEqualTo(credentials);
            }
        }
    }

    /** A system with nothing but these units, as the one that tests has no Weir installed. */
    private Path systemRoot() throws IOException {
        var units = Files.createDirectories(folder.resolve("usr/lib/systemd/system"));
        try (var files = Files.newDirectoryStream(UNITS, "*.service")) {
            for (var file : files) Files.copy(file, units.resolve(file.getFileName()));
        }
        for (var stub : STUBS) Files.writeString(units.resolve(stub), "[Unit]\nDescription=stub\n");
        Files.writeString(
                units.resolve("tmp.mount"),
                "[Unit]\nDescription=stub\n[Mount]\nWhat=tmpfs\nWhere=/tmp\n");
        var program = Files.createDirectories(folder.resolve("usr/bin")).resolve("weir");
        Files.writeString(program, "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    private static String run(String... command) throws Exception {
        var process =
                new ProcessBuilder(new ArrayList<>(List.of(command)))
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}

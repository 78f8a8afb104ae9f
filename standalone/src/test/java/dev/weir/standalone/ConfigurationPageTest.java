package dev.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.BillingSettings;
import dev.weir.control.ControlSettings;
import dev.weir.data.NodeSettings;
import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * docs/configuration.md says of every setting what the code says, and names nothing else. When a
 * table differs, the failure shows the lines that belong there.
 */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Pattern VARIABLE = Pattern.compile("\\bWEIR_[A-Z0-9_]+");
    private static final Map<String, List<Setting<?>>> PROCESSES =
            Map.of(
                    "Every process",
                    Settings.OF_EVERY_PROCESS,
                    "Node",
                    NodeSettings.ALL,
                    "Control plane",
                    ControlSettings.ofProcess(),
                    "Billing meter",
                    BillingSettings.ofProcess());

    @ParameterizedTest
    @ValueSource(strings = {"Every process", "Node", "Control plane", "Billing meter"})
    void hasALineForEachSetting(String process) throws IOException {
        var expected = PROCESSES.getOrDefault(process, List.of()).stream().map(this::line).toList();

        assertThat(rows(section(process))).containsExactlyElementsOf(expected);
    }

    /** {@code | `key` | form | default | what it is |}. */
    private String line(Setting<?> setting) {
        return "| `%s` | %s | %s | %s%s |"
                .formatted(
                        setting.key(),
                        setting.form() + (setting.secret() ? "; secret" : ""),
                        byDefault(setting),
                        setting.description(),
                        setting.description().endsWith(".") ? "" : ".");
    }

    private static String byDefault(Setting<?> setting) {
        var text = setting.defaultText();
        if (text == null) return "required";
        if (text.isEmpty()) return "none";
        // What depends on the machine has no one value to be printed.
        return setting.key().equals("http.event-loops") ? "one per CPU" : "`" + text + "`";
    }

    @Test
    void namesEveryOptionOfUp() throws IOException {
        var options =
                new CommandLine(new UpCommand())
                        .getCommandSpec().options().stream()
                                .filter(option -> !option.hidden())
                                .map(option -> option.longestName())
                                .filter(name -> !List.of("--help", "--version").contains(name))
                                .toList();

        var section = section("`./weir up`");

        assertThat(options).isNotEmpty();
        for (var option : options) {
            assertThat(section).contains("| `" + option);
        }
    }

    @Test
    void namesTheLaunchersVariablesAndNoOthers() throws IOException {
        var launcher = new TreeSet<String>();
        var matcher = VARIABLE.matcher(Files.readString(Path.of("..", "weir")));
        while (matcher.find()) {
            launcher.add(matcher.group());
        }

        var told = new TreeSet<String>();
        var named = VARIABLE.matcher(section("The launcher"));
        while (named.find()) {
            told.add(named.group());
        }

        assertThat(told).isEqualTo(launcher);
    }

    private static List<String> rows(String section) {
        return section.lines().filter(line -> line.startsWith("| `")).toList();
    }

    private static String section(String title) throws IOException {
        var page = Files.readString(PAGE);
        int from = page.indexOf("\n## " + title + "\n");
        assertThat(from).as("the page has a section '%s'", title).isNotNegative();
        int to = page.indexOf("\n## ", from + 4);
        return page.substring(from, to < 0 ? page.length() : to);
    }
}

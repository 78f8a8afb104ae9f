package dev.weir.standalone;

import dev.weir.billing.BillingSettings;
import dev.weir.control.ControlSettings;
import dev.weir.data.NodeSettings;
import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings that each plane has, for the tests of files that are shipped with Weir. */
final class KnownSettings {
    private KnownSettings() {}

    private static Stream<Setting<?>> of(String command) {
        List<Setting<?>> own =
                switch (command) {
                    case "node" -> NodeSettings.ALL;
                    case "control-plane" -> ControlSettings.ofProcess();
                    case "billing-meter" -> BillingSettings.ofProcess();
                    default -> throw new IllegalArgumentException("no plane " + command);
                };
        return Stream.concat(own.stream(), Settings.OF_EVERY_PROCESS.stream());
    }

    /** The keys that a command knows, for example {@code http.port}. */
    static Set<String> keys(String command) {
        return of(command).map(Setting::key).collect(Collectors.toSet());
    }

    /** The variables that give them, and those that name files with them. */
    static Set<String> variables(String command) {
        return of(command)
                .flatMap(setting -> Stream.of(setting.variable(), setting.fileVariable()))
                .collect(Collectors.toSet());
    }
}

package dev.weir.standalone;

import dev.weir.runtime.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One process of a plane, as {@code ./weir up} would have it run.
 *
 * @param name for programs, such as {@code node-a1}
 * @param title for people
 * @param cluster of a node
 * @param endpoint where it answers
 * @param health where its health pages are
 * @param command what runs it, with {@code values} as settings
 * @param values by the names of environment variables; those that the command does not know are
 *     left out
 */
record Plane(
        String name,
        String title,
        @Nullable String cluster,
        String endpoint,
        String health,
        PlaneCommands.Plane command,
        Map<String, String> values) {
    Plane {
        var known = new HashMap<String, String>();
        for (var setting : command.keys()) {
            var value = values.get(setting.variable());
            if (value != null) known.put(setting.variable(), value);
        }
        values = Map.copyOf(known);
    }

    /** The settings as this JVM reads them. */
    Settings settings() {
        return Settings.read(values, null, command.keys());
    }

    /** The lines of a settings file. */
    String settingsFile() {
        var lines = new TreeMap<String, String>();
        for (var setting : command.keys()) {
            var value = values.get(setting.variable());
            if (value != null) lines.put(setting.key(), value);
        }
        var text = new StringBuilder();
        lines.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString();
    }
}

package dev.weir.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of a process's settings, read once at its start. */
public final class Settings {
    /** How logs are written; read by the logging configuration itself, known to every process. */
    public static final Setting<LogFormat> LOG_FORMAT =
            Setting.word("log.format", LogFormat.class, "How log lines are written").orElse("text");

    /** The least severe level that is logged. */
    public static final Setting<LogLevel> LOG_LEVEL =
            Setting.word("log.level", LogLevel.class, "The least severe level that is logged")
                    .orElse("info");

    /** The settings that every process has. */
    public static final List<Setting<?>> OF_EVERY_PROCESS = List.of(LOG_FORMAT, LOG_LEVEL);

    private static final String PREFIX = "WEIR_";
    private static final long MAX_FILE_BYTES = 1 << 20;

    /** What Kubernetes sets for each service in the namespace, one of which may be called weir. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "WEIR_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?)");

    private final Map<Setting<?>, Object> values;

    private Settings(Map<Setting<?>, Object> values) {
        this.values = values;
    }

    /** How log lines are written. */
    public enum LogFormat {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON
    }

    /** From all to nearly nothing. */
    public enum LogLevel {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /**
     * Reads every setting, and those {@linkplain #OF_EVERY_PROCESS of every process}.
     *
     * @param environment usually {@link System#getenv()}
     * @param file lines {@code key=value}; empty lines and those beginning with # are skipped; no
     *     escapes. Null: there is none
     * @throws SettingsException with all problems: what is missing, what breaks its rule, and what
     *     no setting is called, with the nearest that is
     */
    public static Settings read(
            Map<String, String> environment, @Nullable Path file, List<Setting<?>> all) {
        var reading = new Reading(environment, all);
        reading.readFile(file);
        return new Settings(reading.values());
    }

    /**
     * The value of a setting.
     *
     * @throws IllegalArgumentException if it was not among those read
     */
    @SuppressWarnings("unchecked") // put there by the setting's own parse
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting);
        if (value == null) throw new IllegalArgumentException("not read: " + setting.key());
        return (T) value;
    }

    /** One reading, which gathers values and problems. */
    private static final class Reading {
        private final Map<String, String> environment;
        private final Map<String, Setting<?>> byKey = new LinkedHashMap<>();
        private final Map<String, String> fromFile = new HashMap<>();
        private final List<String> problems = new ArrayList<>();

        Reading(Map<String, String> environment, List<Setting<?>> all) {
            this.environment = environment;
            all.forEach(setting -> byKey.put(setting.key(), setting));
            OF_EVERY_PROCESS.forEach(setting -> byKey.putIfAbsent(setting.key(), setting));
        }

        void readFile(@Nullable Path file) {
            if (file == null) return;
            var text = content(file);
            if (text.isEmpty()) return;
            int number = 0;
            for (String line : text.get().split("\r?\n", -1)) {
                number++;
                if (!line.isBlank() && !line.strip().startsWith("#")) readLine(line, number, file);
            }
        }

        private void readLine(String line, int number, Path file) {
            int equals = line.indexOf('=');
            String where = file + ":" + number + ": ";
            if (equals < 0) {
                problems.add(where + "must be a line key=value");
                return;
            }
            String key = line.substring(0, equals).strip();
            if (!byKey.containsKey(key)) {
                problems.add(where + "no setting is called " + key + nearest(key, byKey.keySet()));
            } else if (fromFile.put(key, line.substring(equals + 1).strip()) != null) {
                problems.add(where + key + " is set twice");
            }
        }

        Map<Setting<?>, Object> values() {
            var values = new HashMap<Setting<?>, Object>();
            for (var setting : byKey.values()) {
                value(setting).ifPresent(value -> values.put(setting, value));
            }
            findUnknownVariables();
            if (!problems.isEmpty()) throw new SettingsException(problems);
            return values;
        }

        private Optional<Object> value(Setting<?> setting) {
            int before = problems.size();
            var text = textOf(setting);
            if (problems.size() > before) return Optional.empty();
            if (text.isEmpty()) {
                problems.add(
                        "%s (%s) is missing: %s"
                                .formatted(
                                        setting.key(), setting.variable(), setting.description()));
                return Optional.empty();
            }
            try {
                return Optional.of(setting.parse().apply(text.get()));
            } catch (IllegalArgumentException e) {
                problems.add(broken(setting, text.get(), e));
                return Optional.empty();
            }
        }

        private Optional<String> textOf(Setting<?> setting) {
            String variable = environment.get(setting.variable());
            String path = environment.get(setting.fileVariable());
            if (variable != null && path != null) {
                problems.add(
                        "%s and %s are both set: one of them is enough"
                                .formatted(setting.variable(), setting.fileVariable()));
                return Optional.empty();
            }
            if (variable != null) return Optional.of(variable.strip());
            // Files that people write end with a line break, which is not meant.
            if (path != null) return content(Path.of(path)).map(String::strip);
            return Optional.ofNullable(fromFile.getOrDefault(setting.key(), setting.defaultText()));
        }

        private Optional<String> content(Path file) {
            try {
                if (Files.size(file) > MAX_FILE_BYTES) {
                    problems.add(file + " is larger than " + MAX_FILE_BYTES + " bytes");
                    return Optional.empty();
                }
                return Optional.of(Files.readString(file));
            } catch (IOException e) {
                problems.add("cannot read " + file + ": " + e.getClass().getSimpleName());
                return Optional.empty();
            }
        }

        private static String broken(Setting<?> setting, String text, IllegalArgumentException e) {
            String rule = String.valueOf(e.getMessage());
            String where = setting.key() + " (" + setting.variable() + ") ";
            if (!setting.secret()) return where + rule + ", not '" + text + "'";
            return where + (text.isEmpty() ? rule : rule.replace(text, "***"));
        }

        private void findUnknownVariables() {
            Set<String> known = new HashSet<>();
            for (var setting : byKey.values()) {
                known.add(setting.variable());
                known.add(setting.fileVariable());
            }
            for (String name : new TreeMap<>(environment).keySet()) {
                if (name.startsWith(PREFIX)
                        && !known.contains(name)
                        && !SERVICE_LINK.matcher(name).matches()) {
                    problems.add("no setting is called " + name + nearest(name, known));
                }
            }
        }

        private static String nearest(String name, Set<String> known) {
            String best = "";
            int least = 1 + name.length() / 3;
            for (String candidate : known.stream().sorted().toList()) {
                int distance = distance(name, candidate);
                if (distance < least) {
                    least = distance;
                    best = candidate;
                }
            }
            return best.isEmpty() ? "" : "; did you mean " + best + "?";
        }

        /** How many characters must be inserted, removed or replaced. */
        private static int distance(String one, String other) {
            var row = new int[other.length() + 1];
            for (int j = 0; j <= other.length(); j++) row[j] = j;
            for (int i = 1; i <= one.length(); i++) {
                int diagonal = row[0];
                row[0] = i;
                for (int j = 1; j <= other.length(); j++) {
                    int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                    diagonal = row[j];
                    row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
                }
            }
            return row[other.length()];
        }
    }
}

package dev.weir.runtime;

import java.util.List;

/** A process's configuration is not usable: everything that is wrong with it, at once. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // made by List.copyOf, which is serialisable
    private final List<String> problems;

    /** An exception that lists the problems, one a line. */
    public SettingsException(List<String> problems) {
        super("settings are not usable:\n  - " + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each, without the value of any secret. */
    public List<String> problems() {
        return problems;
    }
}

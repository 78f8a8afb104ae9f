package dev.weir.standalone.machine;

import java.util.List;
import java.util.Optional;

/**
 * The options of {@code ./weir up}, read without the parser of the command line, which is not on
 * the class path before the build.
 */
record UpArguments(List<String> arguments) {
    UpArguments {
        arguments = List.copyOf(arguments);
    }

    boolean has(String option) {
        return arguments.contains(option);
    }

    /** The value of {@code option value} or {@code option=value}. */
    Optional<String> text(String option) {
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (argument.startsWith(option + "=")) {
                return Optional.of(argument.substring(option.length() + 1));
            }
            if (argument.equals(option) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /**
     * The value as a whole number.
     *
     * @throws UpFailure when it is none
     */
    int number(String option, int byDefault) {
        var text = text(option);
        if (text.isEmpty()) return byDefault;
        try {
            return Integer.parseInt(text.get());
        } catch (NumberFormatException e) {
            throw new UpFailure("%s must be a number, not '%s'".formatted(option, text.get()), e);
        }
    }
}

package dev.weir.runtime;

/** A value that must not be seen: it prints as {@code ***}. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}

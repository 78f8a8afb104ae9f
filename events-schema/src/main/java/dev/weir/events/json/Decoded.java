package dev.weir.events.json;

/** What a record's bytes turned out to be. */
public sealed interface Decoded {
    /** A fact of a known type. */
    record Read(Event event) implements Decoded {}

    /**
     * Not a fact that this version knows.
     *
     * @param reason what is wrong, in words, without the value's content
     */
    record Refused(String reason) implements Decoded {}
}

package dev.weir.control.store;

import java.util.random.RandomGenerator;

/**
 * Makes ids: a letter for the kind and eleven random ones, 56 bits, short enough for a session's
 * name.
 */
public final class Ids {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int RANDOM_LETTERS = 11;
    private final RandomGenerator random;

    /**
     * A maker of ids.
     *
     * @param random a cryptographic source, as keys are made of it too
     */
    public Ids(RandomGenerator random) {
        this.random = random;
    }

    String next(char kind) {
        var id = new StringBuilder().append(kind);
        for (int i = 0; i < RANDOM_LETTERS; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}

package dev.weir.data.pg.wire;

import java.time.Duration;

/**
 * What a conversation may use.
 *
 * @param depth the most statements sent ahead of their answers
 * @param statements the most named statements kept at the server
 * @param statementCharacters the most characters of their text together
 * @param cancelGrace how long a cancelled statement may take to end before the connection is closed
 * @param stall for how long a read may hold up those behind it before they are run elsewhere
 * @param upkeep how long a sign of life, a reset or a look at types may take
 */
public record Bounds(
        int depth,
        int statements,
        int statementCharacters,
        Duration cancelGrace,
        Duration stall,
        Duration upkeep) {
    /** The bounds that nodes use. */
    public static final Bounds DEFAULT =
            new Bounds(
                    64,
                    256,
                    1 << 20,
                    Duration.ofSeconds(1),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(5));
}

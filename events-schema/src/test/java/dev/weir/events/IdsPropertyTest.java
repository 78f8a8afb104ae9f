package dev.weir.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Ids have the forms that their descriptions say. */
class IdsPropertyTest {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])?");
    private static final Pattern LONG_NAME =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?");
    private static final Pattern INCARNATION = Pattern.compile("[a-z0-9]{4,10}");

    @Property(tries = 5_000)
    void takesAsNamesWhatTheirPatternsDo(@ForAll("texts") String text) {
        assertThat(isTaken(NodeId::new, text)).isEqualTo(NAME.matcher(text).matches());
        assertThat(isTaken(RegionId::new, text)).isEqualTo(LONG_NAME.matcher(text).matches());
        assertThat(isTaken(IncarnationId::new, text))
                .isEqualTo(INCARNATION.matcher(text).matches());
    }

    private static boolean isTaken(Function<String, ?> make, String text) {
        try {
            var _ = make.apply(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        20,
                        Arbitraries.strings().withChars("abz09-").ofMinLength(0).ofMaxLength(45)),
                net.jqwik.api.Tuple.of(
                        2, Arbitraries.strings().withChars("a0-A_é`{:/\n").ofMaxLength(18)));
    }
}

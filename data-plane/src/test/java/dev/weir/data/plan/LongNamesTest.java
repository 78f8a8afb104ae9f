package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LongNamesTest {
    private static final String A = "x".repeat(70) + "A";
    private static final String B = "x".repeat(70) + "B";
    private static final String CUT = "x".repeat(63);

    @Test
    void findsTheNameOfAColumnThatTheServerHasCut() {
        var names = LongNames.of(List.of("SELECT \"t\".\"c\" AS \"" + A + "\" FROM \"t\""));

        assertThat(names.full(CUT)).isEqualTo(A);
        assertThat(names.full("c")).isEqualTo("c");
        assertThat(names.shortened()).isEmpty();
    }

    @Test
    void tellsApartWhatTheServerWouldCutToTheSameName() {
        var text =
                "SELECT \"j\".\"%s\" AS \"%s\", \"j\".\"%s\" AS \"%s\" FROM j"
                        .formatted(A, A, B, B);
        var names = LongNames.of(List.of(text));

        assertThat(names.rewrite(text))
                .isEqualTo(
                        "SELECT \"j\".\"%s\" AS \"%s\", \"j\".\"_weir_0\" AS \"_weir_0\" FROM j"
                                .formatted(A, A));
        assertThat(names.full(CUT)).isEqualTo(A);
        assertThat(names.full("_weir_0")).isEqualTo(B);
    }

    @Test
    void leavesTheNameOfATablesColumnAsItIs() {
        var text =
                "SELECT \"public\".\"t\".\"c\" AS \"%s\", \"public\".\"t\".\"%s\" FROM t"
                        .formatted(A, B);
        var names = LongNames.of(List.of(text));

        assertThat(names.shortened()).containsOnlyKeys(A);
        assertThat(names.full(CUT)).isEqualTo(B);
    }

    @Test
    void readsNoNamesInLiterals() {
        var text = "SELECT jsonb_build_object('\"" + A + "\"', \"c\")";

        assertThat(LongNames.of(List.of(text))).isEqualTo(LongNames.NONE);
    }

    @Test
    void cutsWholeCharacters() {
        assertThat(LongNames.cut("ü".repeat(40))).isEqualTo("ü".repeat(31));
        assertThat(LongNames.cut("a" + "ü".repeat(31))).isEqualTo("a" + "ü".repeat(31));
        assertThat(LongNames.cut("🦊".repeat(20))).isEqualTo("🦊".repeat(15));
    }
}

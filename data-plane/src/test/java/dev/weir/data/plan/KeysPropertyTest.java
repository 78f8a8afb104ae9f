package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;

class KeysPropertyTest {
    private static @Nullable Object canonical(@Nullable Object value) {
        return Keys.canonical(value);
    }

    @Property
    void aNumberIsTheSameInEveryForm(
            @ForAll @LongRange(min = -9_007_199_254_740_991L, max = 9_007_199_254_740_991L)
                    long value) {
        var forms = List.<Object>of(value, (double) value, BigDecimal.valueOf(value).setScale(4));

        for (var form : forms) {
            assertThat(canonical(form)).isEqualTo(value);
            assertThat(Keys.same(canonical(form), canonical(Long.toString(value)))).isTrue();
            assertThat(Keys.cast(canonical(Long.toString(value)), canonical(form)))
                    .isEqualTo(canonical(form));
            assertThat(Keys.cast(canonical(form), "text")).isEqualTo(Long.toString(value));
        }
        assertThat(Keys.same(value, value + 1)).isFalse();
    }

    @Property
    void bytesAreTheSameAsTheirBase64(@ForAll @Size(max = 40) byte[] bytes) {
        var text = Base64.getEncoder().encodeToString(bytes);

        assertThat(canonical(bytes)).isEqualTo(canonical(bytes.clone()));
        assertThat(Keys.same(canonical(bytes), text)).isTrue();
        assertThat(Keys.same(text, canonical(bytes))).isTrue();
        assertThat(Keys.same(canonical(bytes), text + "A")).isFalse();
    }

    @Property
    void aMomentIsTheSameInEveryZone(
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long millis) {
        var moment = Instant.ofEpochMilli(millis);
        var text = DateTimes.text(moment);
        var east = DateTimes.text(moment.plusSeconds(7200)).replace("Z", "+02:00");
        var spaced = text.replace('T', ' ').replace("Z", "");

        assertThat(Keys.same(canonical(moment), canonical(text))).isTrue();
        assertThat(Keys.same(canonical(moment), canonical(east))).isTrue();
        assertThat(Keys.same(canonical(spaced), canonical(east))).isTrue();
        assertThat(Keys.same(canonical(moment), canonical(text.replace("Z", "+00:01")))).isFalse();
    }

    @Property
    void recordsWithTheSameFieldsAreTheSame(
            @ForAll @Size(max = 4) Map<@StringLength(max = 3) String, Long> fields) {
        var names = List.copyOf(fields.keySet());
        var cells = names.stream().map(fields::get).map(BigDecimal::valueOf).toArray();
        var row = new DataRecord(Shape.of((Iterable<String>) names), cells);
        var more = new HashMap<String, @Nullable Object>(fields);
        more.put("one more", null);

        assertThat(canonical(row)).isEqualTo(canonical(fields));
        assertThat(canonical(row)).isNotEqualTo(canonical(more));
    }

    @Property
    void isReflexiveAndSymmetric(@ForAll("values") Object a, @ForAll("values") Object b) {
        assertThat(Keys.same(canonical(a), canonical(a))).isTrue();
        assertThat(Keys.same(canonical(a), canonical(b)))
                .isEqualTo(Keys.same(canonical(b), canonical(a)));
        if (Objects.equals(canonical(a), canonical(b))) {
            assertThat(Keys.same(canonical(a), canonical(b))).isTrue();
        }
    }

    @Provide
    Arbitrary<Object> values() {
        return Arbitraries.of(
                1L,
                "1",
                "1.0",
                new BigDecimal("1.00"),
                true,
                "true",
                "2026-01-01",
                "2026-01-01T00:00:00Z",
                Instant.parse("2026-01-01T00:00:00Z"),
                new byte[] {1},
                "AQ==",
                List.of(1L),
                Arrays.asList("1", null),
                Collections.emptyMap());
    }
}

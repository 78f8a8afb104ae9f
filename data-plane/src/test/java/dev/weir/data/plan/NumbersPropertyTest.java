package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NumbersPropertyTest {
    @Property
    void aDoublesTextIsReadAsTheSameDouble(@ForAll("doubles") double value) {
        var text = Numbers.text(value);

        assertThat(Double.parseDouble(text) == value).as(text).isTrue();
        assertThat(text.length()).isLessThanOrEqualTo(25);
    }

    @Provide
    Arbitrary<Double> doubles() {
        return Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
    }

    @Property
    void aDecimalsTextHasItsValueAndNoZerosAtTheEnd(@ForAll("decimals") BigDecimal value) {
        var text = Numbers.text(value);

        assertThat(new BigDecimal(text)).isEqualByComparingTo(value);
        assertThat(text).doesNotMatch(".*\\.\\d*0(e.*)?").doesNotContain("E");
    }

    @Property
    void equalNumbersHaveOneForm(@ForAll("decimals") BigDecimal value, @ForAll("zeros") int zeros) {
        var longer = value.setScale(Math.max(value.scale(), 0) + zeros);

        assertThat(Numbers.canonical(longer)).isEqualTo(Numbers.canonical(value));
        assertThat(Numbers.exact(longer.toString())).isEqualByComparingTo(value);
    }

    @Property
    void differentNumbersHaveDifferentForms(
            @ForAll("decimals") BigDecimal a, @ForAll("decimals") BigDecimal b) {
        assertThat(Numbers.canonical(a).equals(Numbers.canonical(b)))
                .isEqualTo(a.compareTo(b) == 0);
    }

    @Property
    void longsAndIntegersHaveTheFormOfTheirDecimals(@ForAll long value) {
        assertThat(Numbers.canonical(value)).isEqualTo(value);
        assertThat(Numbers.canonical(BigDecimal.valueOf(value))).isEqualTo(value);
    }

    @Property
    void theWholePartIsTowardsZero(@ForAll("decimals") BigDecimal value) {
        var whole = Numbers.whole(value);

        if (whole != null) {
            assertThat(value.subtract(new BigDecimal(whole)).abs()).isLessThan(BigDecimal.ONE);
            assertThat(whole.signum()).isIn(0, value.signum());
        }
    }

    @Provide
    Arbitrary<BigDecimal> decimals() {
        return Combinators.combine(
                        Arbitraries.bigIntegers()
                                .between(BigInteger.TEN.pow(30).negate(), BigInteger.TEN.pow(30)),
                        Arbitraries.integers().between(-30, 30))
                .as(BigDecimal::new);
    }

    @Provide
    Arbitrary<Integer> zeros() {
        return Arbitraries.integers().between(0, 9);
    }

    /** Ten characters that would once have been a power of ten of a thousand million digits. */
    @Example
    void anExponentCostsNothing() {
        assertThat(Numbers.whole(new BigDecimal("1e-999999999"))).isEqualTo(BigInteger.ZERO);
        assertThat(Numbers.whole(new BigDecimal("1e999999999"))).isNull();
        assertThat(Numbers.text(new BigDecimal("-15e999999998"))).isEqualTo("-1.5e+999999999");
        assertThat(Numbers.canonical(new BigDecimal("1e999999999")))
                .isNotEqualTo(Numbers.canonical(new BigDecimal("1e999999998")));
    }

    @Example
    void textsOfAnyLengthAreNotRead() {
        assertThat(Numbers.exact("1".repeat(150_000))).isNotNull();
        assertThat(Numbers.exact("1".repeat(150_001))).isNull();
        assertThat(Numbers.exact(" 12 ")).isEqualTo(new BigDecimal("12"));
        assertThat(Numbers.exact("0x1")).isNull();
        assertThat(Numbers.exact("")).isNull();
    }

    @Example
    void writesAsJavaScriptDoes() {
        assertThat(Numbers.text(1e21)).isEqualTo("1e+21");
        assertThat(Numbers.text(123456789012345680000.0)).isEqualTo("123456789012345680000");
        assertThat(Numbers.text(1e-7)).isEqualTo("1e-7");
        assertThat(Numbers.text(0.000001)).isEqualTo("0.000001");
        assertThat(Numbers.text(-0.0)).isEqualTo("0");
        assertThat(Numbers.text(Double.NaN)).isEqualTo("null");
        assertThat(Numbers.text(new BigDecimal("1.500"))).isEqualTo("1.5");
        assertThat(Numbers.text(new BigDecimal("0E+5"))).isEqualTo("0");
    }
}

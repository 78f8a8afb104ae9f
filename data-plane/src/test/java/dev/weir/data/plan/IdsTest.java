package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdsTest {
    private static String generated(String name, String args) {
        return ("{'prisma__type':'generatorCall','prisma__value':{'name':'%s','args':[%s],"
                        + "'returnType':{'type':'String'}}}")
                .formatted(name, args);
    }

    private static String made(String name, String args) {
        var json = PlanRun.of(value(generated(name, args))).result();
        return json.substring(1, json.length() - 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "uuid|4|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                "uuid|7|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                "cuid|1|c[0-9a-z]{24}",
                "cuid|2|[a-z][0-9a-z]{23}",
                "ulid||[0-9A-HJKMNP-TV-Z]{26}",
                "nanoid||[A-Za-z0-9_-]{21}",
                "nanoid|40|[A-Za-z0-9_-]{40}"
            })
    void haveTheirForms(String name, String args, String form) {
        assertThat(made(name, args == null ? "" : args)).matches(form);
    }

    @Test
    void carryTheRequestsMoment() {
        long millis = PlanRun.NOW.toEpochMilli();

        assertThat(UUID.fromString(made("uuid", "7")).getMostSignificantBits() >>> 16)
                .isEqualTo(millis);
        assertThat(made("cuid", "1").substring(1, 9)).isEqualTo(Long.toString(millis, 36));
        assertThat(made("ulid", "")).startsWith(base32(millis));
    }

    private static String base32(long millis) {
        var digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var text = new StringBuilder();
        for (int shift = 45; shift >= 0; shift -= 5) {
            text.append(digits.charAt((int) (millis >>> shift) & 31));
        }
        return text.toString();
    }

    @Test
    void nowIsOneMomentForTheWholeRequest() {
        var plan = value("[" + generated("now", "") + "," + generated("now", "") + "]");

        assertThat(PlanRun.of(plan).result())
                .isEqualTo("['2026-03-04T05:06:07.089Z','2026-03-04T05:06:07.089Z']");
    }

    @Test
    void idsDiffer() {
        var plan = "[" + generated("uuid", "4") + "," + generated("uuid", "4") + "]";
        var both = PlanRun.of(value(plan)).result();

        assertThat(both.substring(2, 38)).isNotEqualTo(both.substring(41, 77));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[1,2],['a','b']|[[1,'a'],[1,'b'],[2,'a'],[2,'b']]",
                "1,['a','b']|[[1,'a'],[1,'b']]",
                "[],[1]|[]",
                "1,2|[[1,2]]"
            })
    void aProductPairsEachWithEach(String args, String pairs) {
        assertThat(PlanRun.of(value(generated("product", args))).result()).isEqualTo(pairs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "uuid|5",
                "uuid|",
                "cuid|3",
                "nanoid|0",
                "nanoid|256",
                "nanoid|'x'",
                "product|1"
            })
    void refusesOtherArguments(String name, String args) {
        var plan = value(generated(name, args == null ? "" : args));

        assertThat(PlanRun.of(plan).failure().status()).isEqualTo(500);
    }

    @Test
    void boundsAProduct() {
        var list = "1" + ",1".repeat(1_000);

        assertThat(
                        PlanRun.of(value(generated("product", "[" + list + "],[" + list + "]")))
                                .failure()
                                .code())
                .isEqualTo("P2029");
    }
}

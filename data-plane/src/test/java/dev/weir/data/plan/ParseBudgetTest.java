package dev.weir.data.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.data.memory.Memory;
import dev.weir.data.memory.MemoryExhausted;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of a few megabytes whose values would take gigabytes. */
class ParseBudgetTest {
    private static final int BODY = 6 << 20;
    private static final long MEMORY = 64 << 20;

    private final PlanCache plans = new CachingPlans(10_000_000, new Random(1));
    private long taken;

    private final Memory memory =
            bytes -> {
                taken += bytes;
                if (taken > MEMORY) throw new MemoryExhausted("no more");
            };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"operation\":\"o\",\"plan\":{\"type\":\"value\",\"args\":[{}*]}}",
                "{\"operation\":\"o\",\"plan\":{\"type\":\"seq\",\"args\":[{\"type\":\"unit\"}*]}}",
                "{\"operation\":\"o\",\"plan\":{\"type\":\"unit\"},\"params\":{\"p\":[[]*]}}",
                "{\"operation\":\"o\",\"plan\":{\"type\":\"unit\"},\"params\":{\"p\":[0*]}}",
                "{\"operation\":\"o\",\"plan\":{\"type\":\"unit\"},\"comments\":{\"a\":[\"\"*]}}",
            })
    void tinyValuesThatWouldTakeMoreThanTheMemory(String form) {
        assertThatThrownBy(() -> QueryRequest.parse(filled(form), plans, new ParseBudget(memory)))
                .isInstanceOfAny(MemoryExhausted.class, PlanFailure.class);
        assertThat(taken).isLessThan(2 * MEMORY);
    }

    @Test
    void aBulkInsertOfSeventyThousandRowsPasses() {
        var rows =
                IntStream.range(0, 70_000)
                        .mapToObj(i -> "[" + i + ",\"name " + i + "\",null,true,12.5]")
                        .collect(Collectors.joining(","));
        var body =
                ("{\"operation\":\"createMany\",\"plan\":{\"type\":\"unit\"},\"params\":{\"rows\":["
                                + rows
                                + "]}}")
                        .getBytes(UTF_8);

        assertThatCode(() -> QueryRequest.parse(body, plans, new ParseBudget(memory)))
                .doesNotThrowAnyException();
    }

    private static byte[] filled(String form) {
        int star = form.indexOf('*');
        int start = Math.max(form.lastIndexOf('[', star - 1), 0);
        var element = form.substring(start + 1, star);
        if (element.equals("]")) element = "[]";
        int first = form.indexOf(element + "*");
        return (form.substring(0, first)
                        + (element + ",").repeat(BODY / (element.length() + 1))
                        + element
                        + form.substring(star + 1))
                .getBytes(UTF_8);
    }
}

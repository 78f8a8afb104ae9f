package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.get;
import static dev.weir.data.plan.PlanRun.query;
import static dev.weir.data.plan.PlanRun.table;
import static dev.weir.data.plan.PlanRun.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.data.memory.MemoryExhausted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of a few lines whose values would fill the heap, or whose evaluation would not end. */
class EffortTest {
    private static final int ROWS = 20_000;

    @Test
    void aListThatIsDoubledAgainAndAgain() {
        assertThat(
                        PlanRun.of(doubled(40, "{'type':'concat','args':[%s,%s]}", get("v40")))
                                .failure())
                .extracting(PlanFailure::code)
                .isEqualTo("P2029");
    }

    /** A list of the same list twice takes no memory, until it is compared or sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'diff','args':{'from':%s,'to':%s}}",
                "{'type':'mapField','args':{'field':'f','records':%s}}",
                "{'type':'concat','args':[%s,%s]}",
            })
    void aListThatHoldsItselfTwiceAgainAndAgain(String last) {
        var lists = nested(40);

        var failure = PlanRun.of(lists.formatted(last.replace("%s", get("v40")))).failure();

        assertThat(failure.code()).isIn("P2029", "P6009");
    }

    @Test
    void anArgumentThatHoldsItselfTwiceAgainAndAgain() {
        var raw =
                "{'type':'query','args':{'type':'rawSql','sql':'SELECT $1','args':["
                        + PlanRun.param("v40", "Any")
                        + "],'argTypes':[]}}";

        assertThat(PlanRun.of(nested(40).formatted(raw)).failure().code()).isEqualTo("P2029");
    }

    @Test
    void aRecordThatIsPutIntoItself() {
        var plan =
                "{'type':'let','args':{'bindings':[{'name':'r','expr':{'type':'initializeRecord',"
                        + "'args':{'expr':{'type':'unit'},'fields':{}}}}],'expr':{'type':'mapRecord',"
                        + "'args':{'expr':"
                        + get("r")
                        + ",'fields':{'self':{'type':'set','value':"
                        + PlanRun.param("r", "Any")
                        + "}}}}}}";

        assertThat(PlanRun.of(plan).failure().code()).isEqualTo("P2029");
    }

    @Test
    void aNumberThatIsSquaredAgainAndAgain() {
        var steps = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            steps.add(
                    "{'type':'mapRecord','args':{'expr':"
                            + get("r")
                            + ",'fields':{'n':{'type':'multiply','value':"
                            + PlanRun.param("n", "Any")
                            + "}}}}");
        }
        var plan =
                "{'type':'let','args':{'bindings':[{'name':'r','expr':{'type':'initializeRecord',"
                        + "'args':{'expr':{'type':'unit'},'fields':{'n':{'type':'value','value':1}}}}},"
                        + "{'name':'n','expr':{'type':'value','args':"
                        + "9".repeat(999)
                        + "}}],'expr':{'type':'seq','args':["
                        + String.join(",", steps)
                        + "]}}}";

        assertThat(PlanRun.of(plan).failure().getMessage()).contains("10000 digits");
    }

    @Test
    void aJoinWhoseKeysAreAllTheSame() {
        var plan =
                "{'type':'join','args':{'parent':"
                        + query("P")
                        + ",'children':[{'child':"
                        + query("C")
                        + ",'on':[['k','k']],'parentField':'c','isRelationUnique':false}],"
                        + "'canAssumeStrictEquality':true}}";

        var failure = PlanRun.of(plan).answering(rows()).answering(rows()).failure();

        assertThat(failure.code()).isEqualTo("P2029");
    }

    @Test
    void statementsWithoutEndFromAFewLists() {
        var list =
                IntStream.range(0, 900_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(",", "[", "]"));
        var plan =
                "{'type':'query','args':{'type':'templateSql','fragments':["
                        + "{'type':'parameterTupleList','itemPrefix':'"
                        + "(".repeat(10_000)
                        + "','itemSeparator':',','itemSuffix':')','groupSeparator':','}],"
                        + "'placeholderFormat':{'prefix':'$','hasNumbering':true},'args':["
                        + "{'prisma__type':'generatorCall','prisma__value':{'name':'product',"
                        + "'args':[[1,2],"
                        + list.substring(0, 100_000)
                        + "1]]}}],'argTypes':[],'chunkable':true}}";

        assertThat(PlanRun.of(plan).failure().code()).isEqualTo("P2029");
    }

    @Test
    void rowsThatAreHeldTakeMemoryBeforeTheyFillIt() {
        var many = new ArrayList<@Nullable Object[]>();
        var text = "x".repeat(1_000);
        for (int i = 0; i < 10_000; i++) many.add(new @Nullable Object[] {text});
        long[] left = {1 << 20};

        assertThatThrownBy(() ->
                        PlanRun.of("{'type':'unique','args':" + query("P") + "}")
                                .answering(table("t:TEXT", many.toArray(Object[][]::new)))
                                .with(bytes -> {
                                    left[0] -= bytes;
                                    if (left[0] < 0) throw new MemoryExhausted("no more");
                                })
                                .failure())
                .isInstanceOf(MemoryExhausted.class);
    }

    private static ScriptedSession.Answer rows() {
        var rows = new Object[ROWS][];
        for (int i = 0; i < ROWS; i++) rows[i] = new Object[] {1};
        return table("k:INT32", rows);
    }

    private static String doubled(int times, String form, String last) {
        var bindings = new ArrayList<String>();
        bindings.add(binding("v0", value("[1]")));
        for (int i = 1; i <= times; i++) {
            var before = get("v" + (i - 1));
            bindings.add(binding("v" + i, form.formatted(before, before)));
        }
        return let(bindings, last);
    }

    private static String nested(int times) {
        var bindings = new ArrayList<String>();
        bindings.add(binding("v0", value("[1]")));
        for (int i = 1; i <= times; i++) {
            var before = PlanRun.param("v" + (i - 1), "Any");
            bindings.add(binding("v" + i, value("[" + before + "," + before + "]")));
        }
        return let(bindings, "%s");
    }

    private static String binding(String name, String expression) {
        return "{'name':'" + name + "','expr':" + expression + "}";
    }

    private static String let(List<String> bindings, String body) {
        return "{'type':'let','args':{'bindings':["
                + String.join(",", bindings)
                + "],'expr':"
                + body
                + "}}";
    }
}

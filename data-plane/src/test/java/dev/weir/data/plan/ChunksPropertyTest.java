package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Statement;
import dev.weir.data.memory.Memory;
import dev.weir.data.plan.DbQuery.Fragment;
import dev.weir.data.plan.DbQuery.PlaceholderFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Splitting over statements exceeds no limit and loses nothing, in the order given. */
class ChunksPropertyTest {
    private static final Fragment TEXT = new Fragment.Text(" ");
    private static final Fragment TUPLE = new Fragment.Tuple("", ",", "");
    private static final Fragment TUPLES = new Fragment.TupleList("(", ",", ")", ",");

    private static List<Statement> render(
            int most, List<Fragment> fragments, List<Object> arguments) {
        var query =
                new DbQuery.Template(
                        fragments,
                        new PlaceholderFormat("$", true),
                        null,
                        List.of(),
                        Collections.nCopies(arguments.size(), List.<ArgumentType>of()),
                        List.of(),
                        true,
                        new ShapeCache(LongNames.NONE));
        return new Rendering(most, "", new Effort(Memory.UNLIMITED))
                .render(query, new ArrayList<>(arguments));
    }

    @Property
    void aListIsCutIntoPartsThatFit(
            @ForAll @Size(max = 60) List<@IntRange(max = 200) Integer> list,
            @ForAll @IntRange(max = 3) int others,
            @ForAll @IntRange(min = 4, max = 30) int most) {
        var fragments = new ArrayList<Fragment>(List.of(TEXT));
        var arguments = new ArrayList<Object>();
        for (int i = 0; i < others; i++) {
            fragments.add(new Fragment.Parameter());
            arguments.add("other" + i);
        }
        fragments.add(TUPLE);
        arguments.add(list);

        var statements = render(most, fragments, arguments);

        var seen = new ArrayList<Object>();
        for (var statement : statements) {
            assertThat(statement.arguments().size()).isLessThanOrEqualTo(most);
            assertThat(statement.arguments().subList(0, others))
                    .isEqualTo(arguments.subList(0, others));
            assertThat(statement.types()).hasSameSizeAs(statement.arguments());
            seen.addAll(statement.arguments().subList(others, statement.arguments().size()));
        }
        if (statements.size() == 1 && list.size() + others <= most) {
            assertThat(seen).isEqualTo(list);
        } else {
            assertThat(seen).as("each once").containsExactlyElementsOf(new LinkedHashSet<>(list));
        }
    }

    @Property
    void tuplesAreNeverTornApart(
            @ForAll("tuples") List<List<Integer>> tuples,
            @ForAll @IntRange(min = 4, max = 30) int most) {
        var statements = render(most, List.of(TEXT, TUPLES), List.of(tuples));

        var seen = new ArrayList<Object>();
        for (var statement : statements) {
            assertThat(statement.arguments().size()).isBetween(1, most);
            seen.addAll(statement.arguments());
        }
        assertThat(seen).isEqualTo(tuples.stream().flatMap(List::stream).toList());
        // Greedy: no part could have taken the next one's first tuple.
        assertThat(statements.size()).isLessThanOrEqualTo(1 + seen.size() * 2 / most);
    }

    @Provide
    Arbitrary<List<List<Integer>>> tuples() {
        return Arbitraries.integers()
                .between(0, 9)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property
    void theLongestListIsCutAndTheOthersAreRepeated(
            @ForAll @IntRange(min = 1, max = 10) int shorter,
            @ForAll @IntRange(min = 11, max = 50) int longer,
            @ForAll @IntRange(min = 12, max = 40) int most) {
        var few = IntStream.range(0, shorter).boxed().toList();
        var many = IntStream.range(100, 100 + longer).boxed().toList();

        var statements = render(most, List.of(TUPLE, TEXT, TUPLE), List.of(few, many));

        var seen = new ArrayList<Object>();
        for (var statement : statements) {
            assertThat(statement.arguments().size()).isLessThanOrEqualTo(most);
            assertThat(statement.arguments().subList(0, shorter)).isEqualTo(few);
            seen.addAll(statement.arguments().subList(shorter, statement.arguments().size()));
        }
        assertThat(seen).isEqualTo(many);
    }

    @Property
    void whatNoCutMakesFitIsRefused(@ForAll @IntRange(min = 1, max = 20) int most) {
        var fragments =
                new ArrayList<Fragment>(Collections.nCopies(most, new Fragment.Parameter()));
        fragments.add(TUPLE);
        var arguments = new ArrayList<Object>(Collections.nCopies(most, 1));
        arguments.add(List.of(1, 2));

        var refused =
                catchThrowableOfType(PlanFailure.class, () -> render(most, fragments, arguments));

        assertThat(refused.code()).isEqualTo("P2029");
    }
}

package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.param;
import static dev.weir.data.plan.PlanRun.row;
import static dev.weir.data.plan.PlanRun.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.ArgumentType.Scalar;
import dev.weir.data.database.Statement;
import dev.weir.data.plan.ScriptedSession.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates: fragments, placeholders, types, and splitting over statements. */
class RenderingTest {
    private static final String TUPLE =
            "{'type':'parameterTuple','itemPrefix':'','itemSeparator':',','itemSuffix':''}";
    private static final String TUPLES =
            "{'type':'parameterTupleList','itemPrefix':'(','itemSeparator':',','itemSuffix':')','groupSeparator':','}";
    private static final String PARAMETER = "{'type':'parameter'}";

    private static String execute(String fragments, String args, String more) {
        return execute(fragments, args, "'$','hasNumbering':true", more);
    }

    private static String execute(String fragments, String args, String format, String more) {
        return ("{'type':'execute','args':{'type':'templateSql','fragments':[%s],"
                        + "'placeholderFormat':{'prefix':%s},'args':[%s]%s}}")
                .formatted(fragments, format, args, more);
    }

    private static String text(String sql) {
        return "{'type':'stringChunk','chunk':'" + sql + "'}";
    }

    private static Statement only(PlanRun run) {
        run.answering(Answer.count(1)).result();
        assertThat(run.session.statements).hasSize(1);
        return run.session.statements.getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'$','hasNumbering':true|a=$1 AND b IN ($2,$3) OR c=$4",
                "'?','hasNumbering':false|a=? AND b IN (?,?) OR c=?",
                "'@P','hasNumbering':true|a=@P1 AND b IN (@P2,@P3) OR c=@P4"
            })
    void numbersPlaceholdersAsEachDatabaseWantsThem(String format, String sql) {
        var plan =
                execute(
                        String.join(
                                ",",
                                text("a="),
                                PARAMETER,
                                text(" AND b IN "),
                                TUPLE,
                                text(" OR c="),
                                PARAMETER),
                        "1,[2,3],4",
                        format,
                        "");

        var statement = only(PlanRun.of(plan));

        assertThat(statement.sql()).isEqualTo(sql);
        assertThat(statement.arguments()).isEqualTo(List.of(1L, 2L, 3L, 4L));
        assertThat(statement.free()).isFalse();
    }

    @Test
    void anEmptyListIsNullAndASingleValueAListOfOne() {
        assertThat(only(PlanRun.of(execute(text("x IN ") + "," + TUPLE, "[]", ""))).sql())
                .isEqualTo("x IN (NULL)");
        assertThat(only(PlanRun.of(execute(text("x IN ") + "," + TUPLE, "5", ""))).sql())
                .isEqualTo("x IN ($1)");
    }

    @Test
    void itemsHaveWhatStandsAroundThem() {
        var tuple =
                "{'type':'parameterTuple','itemPrefix':'CAST(','itemSeparator':'; ','itemSuffix':' AS int)'}";

        assertThat(only(PlanRun.of(execute(tuple, "[1,2]", ""))).sql())
                .isEqualTo("(CAST($1 AS int); CAST($2 AS int))");
    }

    @Test
    void tuplesOfTuples() {
        var statement =
                only(PlanRun.of(execute(text("VALUES ") + "," + TUPLES, "[[1,'a'],[2,null]]", "")));

        assertThat(statement.sql()).isEqualTo("VALUES ($1,$2),($3,$4)");
        assertThat(statement.arguments()).isEqualTo(Arrays.asList(1L, "a", 2L, null));
    }

    @Test
    void tuplesAreNotEmpty() {
        assertThat(PlanRun.of(execute(TUPLES, "[]", "")).failure().status()).isEqualTo(500);
        assertThat(PlanRun.of(execute(TUPLES, "[5]", "")).failure().status()).isEqualTo(500);
    }

    @Test
    void typesAreRepeatedForWhatAListBrings() {
        var types =
                ",'argTypes':[{'arity':'scalar','scalarType':'datetime','dbType':'TIMESTAMPTZ'},"
                        + "{'arity':'tuple','elements':[{'arity':'scalar','scalarType':'int','dbType':'INTEGER'},"
                        + "{'arity':'list','scalarType':'string','dbType':null}]}]";
        var plan = execute(PARAMETER + "," + TUPLES, "'x',[[1,['a']],[2,['b']]]", types);

        var statement = only(PlanRun.of(plan));

        assertThat(statement.types())
                .extracting(type -> type.scalar())
                .containsExactly(
                        Scalar.DATETIME, Scalar.INT, Scalar.STRING, Scalar.INT, Scalar.STRING);
        assertThat(statement.types())
                .extracting(type -> type.list())
                .containsExactly(false, false, true, false, true);
        assertThat(statement.types().getFirst().databaseType()).isEqualTo("TIMESTAMPTZ");
    }

    @Test
    void aValueThatIsAnArrayIsOneArgumentOfAList() {
        var plan = execute(text("x IN ") + "," + TUPLE, "[[1,2],[3,4],[5,6]]", ",'chunkable':true");
        var run = PlanRun.of(plan).takingArguments(2).answering(Answer.count(1), Answer.count(1));

        assertThat(run.result()).isEqualTo("2");
        assertThat(run.session.statements)
                .extracting(Statement::arguments)
                .containsExactly(
                        List.of(List.of(1L, 2L), List.of(3L, 4L)), List.of(List.of(5L, 6L)));
    }

    @Test
    void severalStatementsRunInATransactionAndTheirCountsAreSummed() {
        var plan = execute(text("x IN ") + "," + TUPLE, param("%1", "List"), ",'chunkable':true");
        var run =
                PlanRun.of(plan)
                        .with("%1", LongStream.range(0, 25).boxed().toList())
                        .takingArguments(10)
                        .answering(Answer.count(10), Answer.count(10), Answer.count(5));

        assertThat(run.result()).isEqualTo("25");
        assertThat(run.session.log).hasSize(5).startsWith("BEGIN").endsWith("COMMIT");
    }

    @Test
    void severalStatementsRowsBecomeOneList() {
        var plan =
                execute(text("x IN ") + "," + TUPLE, "[1,2,3]", ",'chunkable':true")
                        .replace("'execute'", "'query'");
        var run =
                PlanRun.of(plan)
                        .takingArguments(2)
                        .answering(table("x:INT32", row(1), row(2)), table("x:INT32", row(3)));

        assertThat(run.result()).isEqualTo("[{'x':1},{'x':2},{'x':3}]");
    }

    @Test
    void equalValuesAreAskedForOnceWhenAListIsSplit() {
        var plan = execute(text("x IN ") + "," + TUPLE, "[1,2,1,3,2]", ",'chunkable':true");
        var run = PlanRun.of(plan).takingArguments(2).answering(Answer.count(2), Answer.count(1));

        assertThat(run.result()).isEqualTo("3");
        assertThat(run.session.statements)
                .extracting(Statement::arguments)
                .containsExactly(List.of(1L, 2L), List.of(3L));
    }

    @Test
    void whatMustNotBeSplitIsRefused() {
        var plan = execute(text("x NOT IN ") + "," + TUPLE, "[1,2,3]", ",'chunkable':false");

        var failure = PlanRun.of(plan).takingArguments(2).failure();

        assertThat(failure.code()).isEqualTo("P2029");
        assertThat(failure)
                .hasMessage("The query parameter limit supported by your database is exceeded.");
    }

    @Test
    void aTemplateNeedsAsManyArgumentsAsItHasPlaces() {
        assertThat(PlanRun.of(execute(PARAMETER, "1,2", "")).failure().code()).isEqualTo("P6005");
    }
}

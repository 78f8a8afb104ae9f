package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.execute;
import static dev.weir.data.plan.PlanRun.get;
import static dev.weir.data.plan.PlanRun.param;
import static dev.weir.data.plan.PlanRun.query;
import static dev.weir.data.plan.PlanRun.row;
import static dev.weir.data.plan.PlanRun.table;
import static dev.weir.data.plan.PlanRun.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.plan.ScriptedSession.Answer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of step, but for those with a test class of their own. */
class NodesTest {
    private static String let(String name, String expr, String body) {
        return "{'type':'let','args':{'bindings':[{'name':'%s','expr':%s}],'expr':%s}}"
                .formatted(name, expr, body);
    }

    private static String of(String type, String args) {
        return "{'type':'" + type + "','args':" + args + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-1.5", "'a'", "true", "null", "[1,[2,'x'],null]", "{'a':[1]}"})
    void aValueIsItself(String json) {
        assertThat(PlanRun.of(value(json)).result()).isEqualTo(json);
    }

    @Test
    void aParameterIsTheRequests() {
        var plan = value("[" + param("%1", "Int") + "," + param("%2", "String") + "]");

        assertThat(PlanRun.of(plan).with("%1", 5L).with("%2", null).result()).isEqualTo("[5,null]");
    }

    @Test
    void aParameterThatIsMissingIsNamed() {
        var failure = PlanRun.of(value(param("%1", "Int"))).failure();

        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure).hasMessage("Missing value for query variable %1");
    }

    @Test
    void aTextForAMomentBecomesAMoment() {
        var plan = value(param("%1", "DateTime"));

        assertThat(PlanRun.of(plan).with("%1", "2026-01-02T03:04:05+02:00").result())
                .isEqualTo("'2026-01-02T01:04:05.000Z'");
        assertThat(PlanRun.of(plan).with("%1", "tomorrow").result()).isEqualTo("'tomorrow'");
    }

    @Test
    void aSequenceDoesAllAndGivesTheLast() {
        var run =
                PlanRun.of(of("seq", "[" + execute("A") + "," + query("B") + "]"))
                        .answering(Answer.count(3), table("id:INT32", row(1)));

        assertThat(run.result()).isEqualTo("[{'id':1}]");
        assertThat(run.session.log).containsExactly("A", "B");
        assertThat(PlanRun.of(of("seq", "[]")).result()).isEqualTo("null");
    }

    @Test
    void aNameWithoutAValueIsNull() {
        assertThat(PlanRun.of(get("nothing")).result()).isEqualTo("null");
    }

    @Test
    void bindingsSeeThoseBeforeThem() {
        var plan =
                "{'type':'let','args':{'bindings':[{'name':'a','expr':%s},{'name':'b','expr':{'type':'sum','args':[%s,%s]}}],'expr':%s}}"
                        .formatted(value(2), get("a"), value(3), get("b"));

        assertThat(PlanRun.of(plan).result()).isEqualTo("5");
    }

    @Test
    void aBindingMayBeMadeOfTheOuterOneOfItsName() {
        var inner = let("a", of("sum", "[" + get("a") + "," + value(1) + "]"), get("a"));
        var plan = let("a", value(1), of("concat", "[" + inner + "," + get("a") + "]"));

        assertThat(PlanRun.of(plan).result()).isEqualTo("[2,1]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"null|[]|[5]|[5]", "null|0|[5]|0", "[]|null|[]|[]", "'x'|[1]|2|'x'"},
            quoteCharacter = '~')
    void theFirstThatIsNeitherNullNorEmptyIsTaken(String a, String b, String c, String taken) {
        var plan =
                let(
                        "a",
                        value(a),
                        let(
                                "b",
                                value(b),
                                let(
                                        "c",
                                        value(c),
                                        "{'type':'getFirstNonEmpty','args':{'names':['a','b','c']}}")));

        assertThat(PlanRun.of(plan).result()).isEqualTo(taken);
    }

    @Test
    void aQueryGivesRecords() {
        var rows = table("id:INT32 name:TEXT", row(1, "a"), row(2, null));

        assertThat(PlanRun.of(query("Q")).answering(rows).result())
                .isEqualTo("[{'id':1,'name':'a'},{'id':2,'name':null}]");
    }

    @Test
    void anExecutionGivesACount() {
        assertThat(PlanRun.of(execute("E")).answering(Answer.count(7)).result()).isEqualTo("7");
    }

    @Test
    void theSoleElementIsUnique() {
        assertThat(PlanRun.of(of("unique", value("[5]"))).result()).isEqualTo("5");
        assertThat(PlanRun.of(of("unique", value("[]"))).result()).isEqualTo("null");
        assertThat(PlanRun.of(of("unique", value("'x'"))).result()).isEqualTo("'x'");
        assertThat(PlanRun.of(of("unique", value("[1,2]"))).failure().status()).isEqualTo(500);
    }

    @Test
    void whatIsRequiredIsNotEmpty() {
        assertThat(PlanRun.of(of("required", value("[0]"))).result()).isEqualTo("[0]");
        assertThat(PlanRun.of(of("required", value("[]"))).failure().status()).isEqualTo(500);
        assertThat(PlanRun.of(of("required", value("null"))).failure().status()).isEqualTo(500);
    }

    @Test
    void reversesLists() {
        assertThat(PlanRun.of(of("reverse", value("[1,2,3]"))).result()).isEqualTo("[3,2,1]");
        assertThat(PlanRun.of(of("reverse", value("1"))).result()).isEqualTo("1");
    }

    @Test
    void concatenatesListsAndSingleValues() {
        var plan = of("concat", "[" + value("[1,2]") + "," + value("3") + "," + value("[]") + "]");

        assertThat(PlanRun.of(plan).result()).isEqualTo("[1,2,3]");
    }

    @Test
    void sumsNumbersAndTheirTexts() {
        var plan = of("sum", "[" + value("1") + "," + value("'2'") + "," + value("0.5") + "]");

        assertThat(PlanRun.of(plan).result()).isEqualTo("3.5");
        assertThat(PlanRun.of(of("sum", "[]")).result()).isEqualTo("0");
        assertThat(PlanRun.of(of("sum", "[" + value("'x'") + "]")).failure().status())
                .isEqualTo(500);
    }

    @Test
    void takesAFieldOfEachRecord() {
        var plan = "{'type':'mapField','args':{'field':'id','records':%s}}";

        assertThat(
                        PlanRun.of(plan.formatted(query("Q")))
                                .answering(table("id:INT32", row(1), row(2)))
                                .result())
                .isEqualTo("[1,2]");
        assertThat(PlanRun.of(plan.formatted(value("{'id':5}"))).result()).isEqualTo("5");
        assertThat(PlanRun.of(plan.formatted(value("{'other':5}"))).result()).isEqualTo("null");
        assertThat(PlanRun.of(plan.formatted(value("[[{'id':1}],null,'x']"))).result())
                .isEqualTo("[[1],null,'x']");
    }

    @Test
    void choosesByARule() {
        var plan =
                "{'type':'if','args':{'value':%s,'rule':{'type':'rowCountEq','args':1},'then':%s,'else':%s}}";

        assertThat(PlanRun.of(plan.formatted(value("[9]"), value(1), execute("not"))).result())
                .isEqualTo("1");
        assertThat(PlanRun.of(plan.formatted(value("[]"), execute("not"), value(2))).result())
                .isEqualTo("2");
    }

    @Test
    void nothingIsNull() {
        assertThat(PlanRun.of("{'type':'unit'}").result()).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[{'a':1,'b':1},{'a':2,'b':2}]|[{'a':2,'b':3}]|['a']|[{'a':1,'b':1}]",
                "[{'a':1,'b':1},{'a':1,'b':2}]|[{'a':1,'b':2}]|['a','b']|[{'a':1,'b':1}]",
                "[{'a':'1.50'}]|[{'a':'1.5'}]|['a']|[{'a':'1.50'}]",
                "[{'a':1.50}]|[{'a':1.5}]|['a']|[]",
                "[null,{'a':1}]|[null]|['a']|[{'a':1}]",
                "[]|[{'a':1}]|['a']|[]",
                // Clients of 6.16 send no fields: whole records are compared.
                "[{'a':1,'b':2.0},{'a':2,'b':2}]|[{'b':2,'a':1}]|null|[{'a':2,'b':2}]",
                "[1,2,3]|[2.0]|null|[1,3]"
            })
    void keepsWhatIsMissingElsewhere(String from, String to, String fields, String rest) {
        var plan =
                "{'type':'diff','args':{'from':%s,'to':%s,'fields':%s}}"
                        .formatted(value(from), value(to), fields);

        assertThat(PlanRun.of(plan).result()).isEqualTo(rest);
    }

    @Test
    void comparesWholeRowsWithWholeRecords() {
        var plan =
                "{'type':'diff','args':{'from':%s,'to':%s}}"
                        .formatted(value("[{'id':1},{'id':2}]"), query("Q"));

        assertThat(PlanRun.of(plan).answering(table("id:INT32", row(2))).result())
                .isEqualTo("[{'id':1}]");
    }

    @Test
    void makesARecordAfterAStatement() {
        var plan =
                "{'type':'initializeRecord','args':{'expr':%s,'fields':{'id':{'type':'value','value':%s},'n':{'type':'value','value':1}}}}"
                        .formatted(execute("E"), param("%1", "Int"));

        assertThat(PlanRun.of(plan).with("%1", 5L).answering(Answer.count(1)).result())
                .isEqualTo("{'id':5,'n':1}");
    }

    @Test
    void changesARecordInMemory() {
        var plan =
                ("{'type':'mapRecord','args':{'expr':{'type':'unique','args':%s},'fields':{"
                                + "'a':{'type':'set','value':'new'},'b':{'type':'add','value':2},"
                                + "'c':{'type':'subtract','value':'0.25'},'d':{'type':'multiply','value':3},"
                                + "'e':{'type':'divide','value':4},'f':{'type':'divide','value':0}}}}")
                        .formatted(query("Q"));
        var found =
                table(
                        "a:TEXT b:INT32 c:DECIMAL d:INT64 e:INT32 f:INT32",
                        row("old", 1, "1.00", 7L, 2, 9));

        assertThat(PlanRun.of(plan).answering(found).result())
                .isEqualTo("{'a':'new','b':3,'c':0.75,'d':21,'e':0.5,'f':null}");
    }

    @Test
    void tellsWhatTheDatabaseDeclined() {
        var fault =
                new DatabaseFault(DatabaseFault.Kind.SERVER, "23514", "violates check", Map.of());

        var failure = PlanRun.of(query("Q")).answering(Answer.fault(fault)).failure();

        assertThat(failure.code()).isEqualTo("P2039");
        assertThat(failure).hasMessage("Database error. Code: `23514`. Message: `violates check`");
    }

    @Test
    void anApplicationsOwnStatementFailsAsRaw() {
        var plan = "{'type':'query','args':{'type':'rawSql','sql':'x','args':[],'argTypes':[]}}";
        var fault = new DatabaseFault(DatabaseFault.Kind.SERVER, "42601", "syntax error", Map.of());

        var failure = PlanRun.of(plan).answering(Answer.fault(fault)).failure();

        assertThat(failure.code()).isEqualTo("P2010");
        assertThat(failure).hasMessage("Raw query failed. Code: `42601`. Message: `syntax error`");
    }

    @Test
    void anApplicationsOwnStatementGetsItsArgumentsAsTheyAre() {
        var plan =
                ("{'type':'execute','args':{'type':'rawSql','sql':'UPDATE t SET a=$1','args':[%s],"
                                + "'argTypes':[{'arity':'scalar','scalarType':'decimal','dbType':null}]}}")
                        .formatted(param("%1", "Any"));
        var run = PlanRun.of(plan).with("%1", new BigDecimal("1.10")).answering(Answer.count(1));

        assertThat(run.result()).isEqualTo("1");
        var statement = run.session.statements.getFirst();
        assertThat(statement.free()).isTrue();
        assertThat(statement.arguments()).isEqualTo(List.of(new BigDecimal("1.10")));
    }

    @Test
    void anAnswerPastItsLimitIsRefusedWhileItIsWritten() {
        var rows = table("id:INT32", row(1), row(2), row(3));

        var failure = PlanRun.of(query("Q")).takingBytes(20).answering(rows).failure();

        assertThat(failure.code()).isEqualTo("P6009");
    }
}

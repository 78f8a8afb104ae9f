package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.execute;
import static dev.weir.data.plan.PlanRun.query;
import static dev.weir.data.plan.PlanRun.row;
import static dev.weir.data.plan.PlanRun.table;
import static dev.weir.data.plan.PlanRun.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.plan.ScriptedSession.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTransactionTest {
    private static String transaction(String node) {
        return "{'type':'transaction','args':" + node + "}";
    }

    private static String both(String first, String second) {
        return "{'type':'seq','args':[" + first + "," + second + "]}";
    }

    @Test
    void beginsAndCommits() {
        var run =
                PlanRun.of(transaction(both(execute("A"), execute("B"))))
                        .answering(Answer.count(1), Answer.count(2));

        assertThat(run.result()).isEqualTo("2");
        assertThat(run.session.log).containsExactly("BEGIN", "A", "B", "COMMIT");
    }

    @Test
    void rollsBackAndTellsTheFirstFailure() {
        var fault = new DatabaseFault(DatabaseFault.Kind.SERVER, "40001", "conflict", Map.of());
        var run =
                PlanRun.of(transaction(both(execute("A"), execute("B"))))
                        .answering(Answer.count(1), Answer.fault(fault));

        assertThat(run.failure().code()).isEqualTo("P2034");
        assertThat(run.session.log).containsExactly("BEGIN", "A", "B", "ROLLBACK");
    }

    @Test
    void rollsBackWhenARuleDoesNotHold() {
        var validate =
                "{'type':'validate','args':{'expr':%s,'rules':[{'type':'affectedRowCountEq','args':1}],'errorIdentifier':'MISSING_RECORD','context':{'operation':'an update'}}}"
                        .formatted(execute("A"));
        var run = PlanRun.of(transaction(validate)).answering(Answer.count(0));

        assertThat(run.failure().code()).isEqualTo("P2025");
        assertThat(run.session.log).containsExactly("BEGIN", "A", "ROLLBACK");
    }

    @Test
    void isPartOfTheOneAroundIt() {
        var run =
                PlanRun.of(transaction(both(transaction(execute("A")), execute("B"))))
                        .answering(Answer.count(1), Answer.count(1));

        assertThat(run.result()).isEqualTo("1");
        assertThat(run.session.log).containsExactly("BEGIN", "A", "B", "COMMIT");
    }

    @Test
    void isPartOfTheClientsOwn() {
        var run = PlanRun.of(transaction(execute("A"))).inTransaction().answering(Answer.count(1));

        assertThat(run.result()).isEqualTo("1");
        assertThat(run.session.log).containsExactly("A");
    }

    @Test
    void isOneForAllPartsThatNeedOne() {
        var run =
                PlanRun.of(both(transaction(execute("A")), transaction(execute("B"))))
                        .answering(Answer.count(1), Answer.count(1));

        assertThat(run.result()).isEqualTo("1");
        assertThat(run.session.log).containsExactly("BEGIN", "A", "B", "COMMIT");
    }

    /** The client is told of a failure: nothing may stay. */
    @Test
    void isRolledBackWhenTheAnswerPassesItsLimit() {
        var mapped =
                "{'type':'dataMap','args':{'expr':%s,'structure':{'type':'object','fields':{'a':{'type':'field','dbName':'id','fieldType':{'arity':'required','type':'string'}}}},'enums':{}}}";
        for (var plan :
                java.util.List.of(
                        transaction(mapped.formatted(both(execute("A"), query("B")))),
                        mapped.formatted(transaction(both(execute("A"), query("B")))))) {
            var run =
                    PlanRun.of(plan)
                            .takingBytes(100)
                            .answering(Answer.count(1), table("id:TEXT", row("x".repeat(200))));

            assertThat(run.failure().code()).isEqualTo("P6009");
            assertThat(run.session.log).containsExactly("BEGIN", "A", "B", "ROLLBACK");
        }
    }

    @Test
    void itsAnswerIsWrittenFromRows() {
        var plan =
                transaction(
                        "{'type':'dataMap','args':{'expr':%s,'structure':{'type':'object','fields':{'a':{'type':'field','dbName':'id','fieldType':{'arity':'required','type':'int'}}}},'enums':{}}}"
                                .formatted(both(execute("A"), query("B"))));
        var run = PlanRun.of(plan).answering(Answer.count(1), table("id:INT32", row(4)));

        assertThat(run.result()).isEqualTo("[{'a':4}]");
        assertThat(run.session.log).containsExactly("BEGIN", "A", "B", "COMMIT");
    }

    @Test
    void needsNoneForAPlainValue() {
        var run = PlanRun.of(value(1));

        assertThat(run.result()).isEqualTo("1");
        assertThat(run.session.log).isEmpty();
    }
}

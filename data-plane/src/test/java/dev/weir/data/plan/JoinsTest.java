package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.query;
import static dev.weir.data.plan.PlanRun.row;
import static dev.weir.data.plan.PlanRun.table;
import static dev.weir.data.plan.PlanRun.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.memory.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JoinsTest {
    private static final String STRICT = ",'canAssumeStrictEquality':true";

    private static String join(String parent, String strict, String... children) {
        return "{'type':'join','args':{'parent':%s,'children':[%s]%s}}"
                .formatted(parent, String.join(",", children), strict);
    }

    private static String child(String node, String field, boolean unique, String on) {
        return "{'child':%s,'on':%s,'parentField':'%s','isRelationUnique':%s}"
                .formatted(node, on, field, unique);
    }

    private static String posts(String node) {
        return child(node, "posts", false, "[['id','author']]");
    }

    @Test
    void attachesChildrenInTheirOrder() {
        var run =
                PlanRun.of(join(query("P"), STRICT, posts(query("C"))))
                        .answering(
                                table("id:INT32", row(1), row(2), row(3)),
                                table(
                                        "n:INT32 author:INT32",
                                        row(30, 2),
                                        row(10, 1),
                                        row(20, 2),
                                        row(40, 9)));

        assertThat(run.result())
                .isEqualTo(
                        "[{'id':1,'posts':[{'n':10,'author':1}]},"
                                + "{'id':2,'posts':[{'n':30,'author':2},{'n':20,'author':2}]},"
                                + "{'id':3,'posts':[]}]");
    }

    @Test
    void asksForNoChildrenOfNobody() {
        var run = PlanRun.of(join(value("null"), STRICT, posts(query("C"))));

        assertThat(run.result()).isEqualTo("null");
        assertThat(run.session.log).isEmpty();
    }

    @Test
    void givesAParentItsOnlyChildOrNull() {
        var run =
                PlanRun.of(
                                join(
                                        query("P"),
                                        STRICT,
                                        child(query("C"), "boss", true, "[['bossId','id']]")))
                        .answering(
                                table("id:INT32 bossId:INT32", row(1, 7), row(2, 7), row(3, 8)),
                                table("id:INT32", row(7)));

        assertThat(run.result())
                .isEqualTo(
                        "[{'id':1,'bossId':7,'boss':{'id':7}},{'id':2,'bossId':7,'boss':{'id':7}},"
                                + "{'id':3,'bossId':8,'boss':null}]");
    }

    @Test
    void takesOneParentAlone() {
        var unique = "{'type':'unique','args':" + query("P") + "}";
        var run =
                PlanRun.of(join(unique, STRICT, posts(query("C"))))
                        .answering(
                                table("id:INT32", row(1)), table("author:INT32", row(1), row(1)));

        assertThat(run.result()).isEqualTo("{'id':1,'posts':[{'author':1},{'author':1}]}");
    }

    @Test
    void needsAllOfACompoundKey() {
        var run =
                PlanRun.of(
                                join(
                                        query("P"),
                                        STRICT,
                                        child(query("C"), "c", false, "[['a','x'],['b','y']]")))
                        .answering(
                                table("a:INT32 b:TEXT", row(1, "p"), row(1, "q")),
                                table("x:INT32 y:TEXT", row(1, "q"), row(2, "p")));

        assertThat(run.result())
                .isEqualTo("[{'a':1,'b':'p','c':[]},{'a':1,'b':'q','c':[{'x':1,'y':'q'}]}]");
    }

    @Test
    void findsKeysOfAnotherKindUnlessTheyAreKnownToBeTheSame() {
        var parents = table("id:INT32", row(1), row(2));
        var children = table("author:TEXT", row("1"), row("02"));

        assertThat(
                        PlanRun.of(join(query("P"), "", posts(query("C"))))
                                .answering(parents, children)
                                .result())
                .isEqualTo(
                        "[{'id':1,'posts':[{'author':'1'}]},{'id':2,'posts':[{'author':'02'}]}]");
        assertThat(
                        PlanRun.of(join(query("P"), STRICT, posts(query("C"))))
                                .answering(parents, children)
                                .result())
                .isEqualTo("[{'id':1,'posts':[]},{'id':2,'posts':[]}]");
    }

    @Test
    void learnsTheKindFromTheFirstParentThatHasAKey() {
        var run =
                PlanRun.of(join(query("P"), "", posts(query("C"))))
                        .answering(
                                table("id:TEXT", row((Object) null), row("7")),
                                table("author:INT64", row(7L)));

        assertThat(run.result())
                .isEqualTo("[{'id':null,'posts':[]},{'id':'7','posts':[{'author':7}]}]");
    }

    @Test
    void knowsDecimalsByTheirValue() {
        var run =
                PlanRun.of(join(query("P"), STRICT, posts(query("C"))))
                        .answering(
                                table("id:DECIMAL", row("1.50")),
                                table("author:DECIMAL", row("1.5")));

        assertThat(run.result()).isEqualTo("[{'id':'1.50','posts':[{'author':'1.5'}]}]");
    }

    @Test
    void asksForAllChildrenAtOnce() {
        var asked = new ArrayList<String>();
        var session =
                new ScriptedSession(
                        false,
                        statement -> {
                            asked.add(statement.sql());
                            return statement.sql().equals("P")
                                    ? table("id:INT32", row(1))
                                    : table("author:INT32", row(1));
                        });
        var plan =
                Fixtures.plan(
                        join(
                                query("P"),
                                STRICT,
                                posts(query("C1")),
                                child(query("C2"), "more", false, "[['id','author']]")));
        var output = new JsonOutput(1000);
        var done =
                Interpreter.run(
                                plan,
                                Map.of(),
                                new Execution(
                                        session,
                                        false,
                                        Instant.EPOCH,
                                        new Random(1),
                                        () -> 0,
                                        ClientVersion.CURRENT,
                                        100,
                                        "",
                                        StatementListener.NONE,
                                        Memory.UNLIMITED),
                                output)
                        .toCompletableFuture();

        session.answerNext();

        assertThat(session.log)
                .as("both before either is answered")
                .containsExactly("P", "C1", "C2");
        assertThat(asked).containsExactly("P");
        session.answerAll();
        assertThat(done).isCompleted();
        assertThat(output.text())
                .isEqualTo("[{\"id\":1,\"posts\":[{\"author\":1}],\"more\":[{\"author\":1}]}]");
    }
}

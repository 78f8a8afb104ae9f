package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.query;
import static dev.weir.data.plan.PlanRun.row;
import static dev.weir.data.plan.PlanRun.table;
import static dev.weir.data.plan.PlanRun.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.plan.ScriptedSession.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms of older clients' plans, and what newer ones may bring. */
class ToleranceTest {
    @ParameterizedTest
    @ValueSource(strings = {"errorIdentifier", "error_identifier"})
    void takesBothSpellingsOfAnErrorsName(String member) {
        var plan =
                "{'type':'validate','args':{'expr':%s,'rules':[{'type':'never'}],'%s':'RELATION_VIOLATION','context':{'relation':'R','modelA':'A','modelB':'B'}}}"
                        .formatted(value(1), member);

        assertThat(PlanRun.of(plan).failure().code()).isEqualTo("P2014");
    }

    @Test
    void tuplesWithoutAFormAreJoinedByCommas() {
        var plan =
                query("x")
                        .replace(
                                "{'type':'stringChunk','chunk':'x'}",
                                "{'type':'parameterTuple'},{'type':'parameterTupleList'}")
                        .replace("'args':[]", "'args':[[1,2],[[3],[4]]]");
        var run = PlanRun.of(plan).answering(table("id:INT32"));

        assertThat(run.result()).isEqualTo("[]");
        assertThat(run.session.log).containsExactly("($1,$2)($3),($4)");
    }

    @Test
    void joinsWithoutAWordOnKeysCompareThemLeniently() {
        var plan =
                "{'type':'join','args':{'parent':%s,'children':[{'child':%s,'on':[['id','a']],'parentField':'c','isRelationUnique':false}]}}"
                        .formatted(query("P"), query("C"));

        assertThat(
                        PlanRun.of(plan)
                                .answering(table("id:INT64", row(1L)), table("a:TEXT", row("1")))
                                .result())
                .isEqualTo("[{'id':1,'c':[{'a':'1'}]}]");
    }

    @Test
    void generatorsNeedNoReturnType() {
        assertThat(
                        PlanRun.of(
                                        value(
                                                "{'prisma__type':'generatorCall','prisma__value':{'name':'now','args':[]}}"))
                                .result())
                .isEqualTo("'2026-03-04T05:06:07.089Z'");
    }

    @ParameterizedTest
    @CsvSource({
        "6.19.3, fields: (`email`)",
        "7.9.1, fields: (`email`)",
        "7.10.0, constraint: `User_email_key`",
        "8.0.0, constraint: `User_email_key`"
    })
    void namesWhatIsNotUniqueInTheClientsWords(String version, String named) {
        var fault =
                new DatabaseFault(
                        DatabaseFault.Kind.SERVER,
                        "23505",
                        "duplicate key",
                        Map.of(
                                "detail",
                                "Key (email)=(x) already exists.",
                                "constraint",
                                "User_email_key",
                                "table",
                                "User"));

        var failure =
                PlanRun.of(query("Q"))
                        .of(ClientVersion.parse(version))
                        .answering(Answer.fault(fault))
                        .failure();

        assertThat(failure.code()).isEqualTo("P2002");
        assertThat(failure).hasMessage("Unique constraint failed on the " + named);
        assertThat(failure.meta()).containsEntry("table", "User");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'teleport','args':{}}|plan.args: unknown node type 'teleport'",
                "{'type':'seq','args':[{'type':'unit'},{'type':'get','args':{}}]}|plan.args[1].args: 'name' is missing",
                "{'type':'query','args':{'type':'graphql'}}|plan.args: unknown query type 'graphql'",
                "{'type':'value','args':{'prisma__type':'magic'}}|plan.args: unknown kind of value 'magic'",
                "{'type':'value','args':{'prisma__type':'generatorCall','prisma__value':{'name':'dice','args':[]}}}|plan.args.prisma__value.name: unknown generator 'dice'",
                "{'type':'if','args':{'value':{'type':'unit'},'rule':{'type':'maybe'}}}|plan.args.rule: unknown rule 'maybe'",
                "{'type':'dataMap','args':{'expr':{'type':'unit'},'structure':{'type':'cloud'}}}|plan.args.structure: unknown data map type 'cloud'",
                "{'args':1}|plan: 'type' is missing"
            })
    void namesThePlaceThatItDoesNotUnderstand(String plan, String message) {
        var failure = PlanRun.of(plan).failure();

        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.code()).isEqualTo("P6005");
        assertThat(failure).hasMessage("Invalid query plan at " + message);
    }

    @Test
    void refusesAPlanTooDeepToWalk() {
        int levels = PlanLimits.DEPTH;
        var plan = "{'type':'reverse','args':".repeat(levels) + value(1) + "}".repeat(levels);

        assertThat(PlanRun.of(plan).failure().code()).isEqualTo("P6005");
    }

    @Test
    void membersThatItDoesNotKnowAreLeftAlone() {
        var plan = "{'type':'reverse','args':" + value("[1,2]") + ",'future':{'x':1}}";

        assertThat(PlanRun.of(plan).result()).isEqualTo("[2,1]");
    }
}

package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.value;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules, and what a client is told when one does not hold. */
class RulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'rowCountEq','args':2|[1,2]|true",
                "'rowCountEq','args':2|[1]|false",
                "'rowCountEq','args':0|null|true",
                "'rowCountEq','args':1|{'a':1}|true",
                "'rowCountEq','args':1|7|true",
                "'rowCountNeq','args':0|[]|false",
                "'rowCountNeq','args':0|null|false",
                "'rowCountNeq','args':0|[null]|true",
                "'affectedRowCountEq','args':3|3|true",
                "'affectedRowCountEq','args':3|2|false",
                "'affectedRowCountEq','args':1|[1]|false",
                "'never'|1|false"
            })
    void hold(String rule, String value, boolean holds) {
        var plan =
                "{'type':'if','args':{'value':%s,'rule':{'type':%s},'then':%s,'else':%s}}"
                        .formatted(value(value), rule, value(true), value(false));

        assertThat(PlanRun.of(plan).result()).isEqualTo(String.valueOf(holds));
    }

    private static PlanFailure violated(String identifier, String value, String context) {
        var plan =
                "{'type':'validate','args':{'expr':%s,'rules':[{'type':'rowCountNeq','args':99},{'type':'never'}],'errorIdentifier':'%s','context':{%s}}}"
                        .formatted(value(value), identifier, context);
        return PlanRun.of(plan).failure();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "RELATION_VIOLATION|'relation':'R','modelA':'A','modelB':'B'|P2014|The change you are trying to make would violate the required relation 'R' between the `A` and `B` models.",
                "RECORDS_NOT_CONNECTED|'relation':'R','parent':'P','child':'C'|P2017|The records for relation `R` between the `P` and `C` models are not connected.",
                "INCOMPLETE_CONNECT_OUTPUT|'expectedRows':3,'relation':'R','relationType':'one-to-many'|P2018|The required connected records were not found. Expected 3 records to be connected after connect operation on one-to-many relation 'R', found 1.",
                "MISSING_RECORD|'operation':'an update'|P2025|An operation failed because it depends on one or more records that were required but not found. No record was found for an update.",
                "MISSING_RELATED_RECORD|'model':'M','operation':'a nested connect','relationType':'one-to-one','relation':'R'|P2025|An operation failed because it depends on one or more records that were required but not found. No 'M' record was found for a nested connect on one-to-one relation 'R'.",
                "MISSING_RELATED_RECORD|'model':'M','neededFor':'inline the relation','operation':'o','relationType':'t','relation':'R'|P2025|An operation failed because it depends on one or more records that were required but not found. No 'M' record (needed to inline the relation) was found for o on t relation 'R'.",
                "INCOMPLETE_CONNECT_INPUT|'expectedRows':2|P2025|An operation failed because it depends on one or more records that were required but not found. Expected 2 records to be connected, found only 1."
            })
    void areToldInPrismasWords(String identifier, String context, String code, String message) {
        var failure = violated(identifier, "[5]", context);

        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessage(message);
    }

    @Test
    void theContextIsTheClientsMeta() {
        var failure = violated("MISSING_RECORD", "[]", "'operation':'an update','n':1");

        assertThat(failure.meta()).containsEntry("operation", "an update").containsEntry("n", 1L);
    }

    @Test
    void aValueThatHoldsIsGivenOn() {
        var plan =
                "{'type':'validate','args':{'expr':%s,'rules':[{'type':'rowCountEq','args':1}],'errorIdentifier':'MISSING_RECORD','context':{}}}"
                        .formatted(value("[5]"));

        assertThat(PlanRun.of(plan).result()).isEqualTo("[5]");
    }

    @Test
    void anUnknownErrorIsRefused() {
        assertThat(violated("BAD_LUCK", "1", "").code()).isEqualTo("P6005");
    }
}

package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.param;
import static dev.weir.data.plan.PlanRun.query;
import static dev.weir.data.plan.PlanRun.row;
import static dev.weir.data.plan.PlanRun.table;
import static dev.weir.data.plan.PlanRun.value;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The in-memory operations of {@code process}. */
class RecordProcessingTest {
    private static String process(String node, String operations) {
        return "{'type':'process','args':{'expr':%s,'operations':{%s}}}"
                .formatted(node, operations);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'pagination':{'cursor':null,'take':2,'skip':1}|2,3",
                "'pagination':{'cursor':null,'take':null,'skip':3}|4,5",
                "'pagination':{'cursor':null,'take':'2','skip':null}|1,2",
                "'pagination':{'cursor':{'id':3},'take':null,'skip':null}|3,4,5",
                "'pagination':{'cursor':{'id':'3'},'take':1,'skip':1}|4",
                "'pagination':{'cursor':{'id':99},'take':null,'skip':null}|~~",
                "'pagination':{'cursor':null,'take':0,'skip':0}|~~",
                "'pagination':{'cursor':null,'take':9,'skip':9}|~~",
                "'pagination':null,'reverse':true|5,4,3,2,1",
                "'pagination':{'cursor':null,'take':2,'skip':0},'reverse':true|2,1",
                "'distinct':['k']|1,2",
                "'distinct':['k','id']|1,2,3,4,5",
                "'distinct':['k'],'pagination':{'cursor':null,'take':1,'skip':1}|2",
                "'linkingFields':['k'],'pagination':{'cursor':null,'take':1,'skip':1}|3,4",
                "'linkingFields':['p'],'distinct':['k']|1,2,3"
            })
    void choosesRecords(String operations, String ids) {
        var rows =
                table(
                        "id:INT32 k:TEXT p:INT32",
                        row(1, "a", 1),
                        row(2, "b", 1),
                        row(3, "a", 2),
                        row(4, "b", 1),
                        row(5, "a", 2));
        var plan =
                "{'type':'mapField','args':{'field':'id','records':%s}}"
                        .formatted(process(query("Q"), operations));

        assertThat(PlanRun.of(plan).answering(rows).result())
                .isEqualTo("[" + (ids == null ? "" : ids) + "]");
    }

    @Test
    void pagesOfParentsFollowOneAnotherByTheirKeys() {
        var rows = table("id:INT32 p:TEXT", row(1, "z"), row(2, "y"), row(3, "z"), row(4, "y"));
        var plan =
                process(
                        query("Q"),
                        "'linkingFields':['p'],'pagination':{'cursor':null,'take':1,'skip':0}");

        assertThat(PlanRun.of(plan).answering(rows).result())
                .isEqualTo("[{'id':2,'p':'y'},{'id':1,'p':'z'}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'pagination':{'cursor':null,'take':1,'skip':0}|{'id':7}",
                "'pagination':{'cursor':null,'take':0,'skip':0}|null",
                "'pagination':{'cursor':null,'take':1,'skip':1}|null",
                "'pagination':{'cursor':{'id':7},'take':1,'skip':0}|{'id':7}",
                "'pagination':{'cursor':{'id':8},'take':1,'skip':0}|null",
                "'reverse':true|{'id':7}"
            })
    void aSingleRecordStaysOrGoes(String operations, String result) {
        assertThat(PlanRun.of(process(value("{'id':7}"), operations)).result()).isEqualTo(result);
    }

    @Test
    void nestedRecordsAreProcessedWhereverTheyAre() {
        var nested =
                "'nested':{'posts':{'pagination':{'cursor':null,'take':1,'skip':0},'nested':{'tags':{'reverse':true}}}}";
        var rows =
                table(
                        "id:INT32 posts:JSON",
                        row(1, "[{\"n\":1,\"tags\":[1,2]},{\"n\":2,\"tags\":[]}]"),
                        row(2, null));

        assertThat(PlanRun.of(process(query("Q"), nested)).answering(rows).result())
                .isEqualTo("[{'id':1,'posts':[{'n':1,'tags':[2,1]}]},{'id':2,'posts':null}]");
    }

    @Test
    void textThatIsNoJsonIsInconsistent() {
        assertThat(PlanRun.of(process(value("'{'"), "'reverse':true")).failure().code())
                .isEqualTo("P2023");
    }

    @Test
    void aCursorMayBeAParameterOfAnotherForm() {
        var operations =
                "'pagination':{'cursor':{'at':%s,'d':%s},'take':null,'skip':null}"
                        .formatted(param("%1", "DateTime"), param("%2", "Decimal"));
        var rows =
                table(
                        "at:DATETIME d:DECIMAL",
                        row("2026-01-01T00:00:00+00:00", "1.0"),
                        row("2026-01-02T00:00:00.5+00:00", "2.50"));

        assertThat(
                        PlanRun.of(process(query("Q"), operations))
                                .with("%1", "2026-01-02T01:00:00.500+01:00")
                                .with("%2", "2.5")
                                .answering(rows)
                                .result())
                .isEqualTo("[{'at':'2026-01-02T00:00:00.5+00:00','d':'2.50'}]");
    }
}

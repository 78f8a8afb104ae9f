package dev.weir.billing.http;

import static dev.weir.billing.http.RunningApi.ALICE;
import static dev.weir.billing.http.RunningApi.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.billing.store.StoreFault;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever changes a single row, even past the database's own refusals, is found out. */
class TamperingTest {
    private final RunningApi api = new RunningApi();

    @BeforeEach
    void aClosedMonthWithItsExports() throws Exception {
        var card =
                """
                {"id":"standard","name":"Standard","effectiveFrom":"2026-10-01T00:00:00Z",
                 "rates":[{"metric":"cpu","model":"per-unit","price":"0.1"}]}
                """;
        api.send(ALICE, "POST", "/v1/rate-cards", card, 201);
        api.send(
                ALICE,
                "POST",
                "/v1/rate-cards/standard/assignments",
                "{\"effectiveFrom\":\"2026-10-01T00:00:00Z\"}",
                201);
        api.now("2026-10-20T10:00:20Z");
        api.use(1, "2026-10-03T10:00:00Z", "env-1", 400_222, 400_222, 1_500);
        api.use(2, "2026-10-10T10:00:00Z", "env-2", 500_200, 500_200, 700);
        api.now("2026-11-02T00:00:00Z");
        while (api.closing.step(api.now()).isPresent()) {}
        for (var format : new String[] {"focus-csv", "focus-parquet", "csv"}) {
            var body = "{\"period\":\"2026-10\",\"format\":\"%s\"}".formatted(format);
            api.send(CAROL, "POST", "/v1/exports", body, 201);
        }
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void nothingIsWrongBefore() throws Exception {
        assertThat(reconciliation().at("/ok").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "UPDATE usage_hour SET cpu_millis = cpu_millis + 1 WHERE environment = 'env-1'; R3",
                "UPDATE usage_hour SET queries = queries - 1 WHERE environment = 'env-2'; R3",
                "DELETE FROM usage_hour WHERE environment = 'env-2'; R3",
                "UPDATE source_environment SET accepted_cpu_millis = 1 WHERE environment = 'env-1'; R1",
                "UPDATE intake SET accepted = accepted + 1, consumed = consumed + 1; R2",
                "UPDATE ledger SET cpu_millis = cpu_millis + 1 WHERE environment = 'env-1'; R3",
                "UPDATE ledger SET records = 0 WHERE environment = 'env-1'; R2",
                "UPDATE ledger SET body = replace(body, '90.04', '90.05') WHERE kind = 'statement'; R3",
                "UPDATE ledger SET body = replace(body, '90.04', '90.05') WHERE kind = 'statement'; R7",
                "UPDATE ledger SET body = replace(body, '0.1', '0.2') WHERE kind = 'card'; R3",
                "DELETE FROM ledger WHERE kind = 'closing'; R3",
                "DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger); R3",
                "UPDATE export_file SET content = set_byte(content, 40, 0) WHERE format = 'csv'; R6",
                "UPDATE export_file SET content = set_byte(content, 40, 0) WHERE format = 'focus-csv'; R6",
                "UPDATE export_file SET sha256 = decode(repeat('00', 32), 'hex') WHERE format = 'csv'; R6",
                "UPDATE export_file SET content = set_byte(content, 9, 255), sha256 = sha256(set_byte(content, 9, 255)) WHERE format = 'focus-parquet'; R6",
                "UPDATE usage_hour SET rows_read = rows_read + 1 WHERE environment = 'env-1'; R3",
                "UPDATE usage_hour SET bytes_out = bytes_out + 1 WHERE environment = 'env-1'; R3",
                "UPDATE usage_hour SET database_busy_nanos = database_busy_nanos + 1 WHERE environment = 'env-1'; R3",
                "UPDATE usage_hour SET records = records + 1 WHERE environment = 'env-1'; R3",
                "UPDATE usage_hour SET environment = 'x' WHERE environment = 'env-1'; R3",
                "UPDATE usage_hour SET project = 'x' WHERE environment = 'env-1'; R3",
                "UPDATE usage_hour SET region = 'x' WHERE environment = 'env-1'; R3",
                "UPDATE usage_hour SET cluster = 'x' WHERE environment = 'env-1'; R3",
                "UPDATE usage_hour SET hour = hour + interval '1 hour' WHERE environment = 'env-1'; R3",
                "UPDATE ledger SET queries = queries + 1 WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET rows_read = rows_read + 1 WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET bytes_out = bytes_out + 1 WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET database_busy_nanos = database_busy_nanos + 1 WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET records = records + 1 WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET environment = 'x' WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET project = 'x' WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET region = 'x' WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET cluster = 'x' WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET recorded_at = recorded_at + interval '1 hour' WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET complete_through = complete_through + interval '1 hour' WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET hour = hour + interval '1 hour' WHERE environment = 'env-1' AND cpu_millis IS NOT NULL; R3",
                "UPDATE ledger SET hash = decode(repeat('00', 32), 'hex') WHERE seq = 2; R3",
                "UPDATE ledger_head SET seq = seq + 1; R3",
                "UPDATE ledger_head SET hash = decode(repeat('00', 32), 'hex'); R3",
                "UPDATE source SET received = '{[2,3)}'; R2",
                "UPDATE source_environment SET cumulative_cpu_millis = cumulative_cpu_millis + 1 WHERE environment = 'env-1'; R1",
                "UPDATE export_file SET total = total + 1 WHERE format = 'csv'; R6",
                "UPDATE export_file SET row_count = row_count + 1 WHERE format = 'csv'; R6",
                "UPDATE export_file SET ledger_hash = sha256 WHERE format = 'csv'; R6",
                "DELETE FROM export_file WHERE format = 'csv'; R6",
                "DELETE FROM source_environment WHERE environment = 'env-1'; R1",
                "UPDATE environment SET name = 'x' WHERE environment = 'env-1'; R3",
                "UPDATE source SET sent_through = sent_through + interval '1 hour'; R2",
                "DELETE FROM ledger_head; R3",
                "INSERT INTO source_seal SELECT region, node, incarnation, 9, 'hour', last_seen, last_seen, 1, 1, 1, 1 FROM source; R2"
            })
    void oneChangedRowTurnsItRed(String change, String level) throws Exception {
        forced(change);

        var reconciliation = reconciliation();

        assertThat(reconciliation.at("/ok").asBoolean()).isFalse();
        assertThat(StreamSupport.stream(reconciliation.at("/levels").spliterator(), false))
                .filteredOn(next -> !next.at("/ok").asBoolean())
                .extracting(next -> next.at("/id").asText())
                .contains(level);
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE ledger SET cpu_millis = 0 WHERE cpu_millis IS NOT NULL",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "DELETE FROM export_file",
        "UPDATE export_file SET total = 0",
        "TRUNCATE export_file",
    })
    void theDatabaseItselfRefuses(String change) {
        assertThatExceptionOfType(StoreFault.class)
                .isThrownBy(() -> run(change))
                .withMessageEndingWith("SQLSTATE 23001");
    }

    private JsonNode reconciliation() throws Exception {
        return api.get(CAROL, "/v1/reconciliation?period=2026-10");
    }

    private void forced(String change) {
        run(
                "ALTER TABLE ledger DISABLE TRIGGER USER;"
                        + " ALTER TABLE export_file DISABLE TRIGGER USER; "
                        + change
                        + "; ALTER TABLE ledger ENABLE TRIGGER USER;"
                        + " ALTER TABLE export_file ENABLE TRIGGER USER");
    }

    private void run(String sql) {
        api.database.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }
}

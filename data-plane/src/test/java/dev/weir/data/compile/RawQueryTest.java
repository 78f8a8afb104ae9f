package dev.weir.data.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.data.plan.ParseBudget;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawQueryTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RawQuery of(String parameters) throws IOException {
        var body =
                Map.of(
                        "action",
                        "queryRaw",
                        "query",
                        Map.of(
                                "arguments",
                                Map.of("query", "SELECT $1", "parameters", parameters),
                                "selection",
                                Map.of()));
        var bytes = JSON.writeValueAsString(body).getBytes(UTF_8);
        var request = JsonRequest.parse(bytes, ParseBudget.own());
        return RawQuery.of(((JsonRequest.Single) request).query(), ParseBudget.own());
    }

    private static JsonNode type(RawQuery raw) throws IOException {
        return JSON.readTree(raw.plan()).at("/args/argTypes/0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "1 | INT4 | scalar",
                "-2147483648 | INT4 | scalar",
                "2147483648 | INT8 | scalar",
                "9223372036854775808 | NUMERIC | scalar",
                "1e3 | INT4 | scalar",
                "1e+300 | NUMERIC | scalar",
                "0.5 | NUMERIC | scalar",
                "\"a\" | TEXT | scalar",
                "true | BOOL | scalar",
                "{\"a\":1} | JSONB | scalar",
                "[1,null,2147483648] | INT8 | list",
                "[1,0.5] | NUMERIC | list",
                "[\"a\"] | TEXT | list",
                "[{\"a\":1}] | JSONB | list",
                "{\"prisma__type\":\"bigint\",\"prisma__value\":\"10\"} | INT8 | scalar",
                "{\"prisma__type\":\"decimal\",\"prisma__value\":\"1.5\"} | NUMERIC | scalar",
                "{\"prisma__type\":\"bytes\",\"prisma__value\":\"AA==\"} | BYTEA | scalar",
                "{\"prisma__type\":\"date\",\"prisma__value\":\"2020-01-01T00:00:00.000Z\"} | TIMESTAMPTZ | scalar",
            })
    void aValueDeclaresItsType(String value, String type, String arity) throws IOException {
        var declared = type(of("[" + value + "]"));

        assertThat(declared.get("dbType").asText()).isEqualTo(type);
        assertThat(declared.get("arity").asText()).isEqualTo(arity);
        assertThat(declared.get("declared").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"null", "[]", "[null]", "[1,true]", "[[1],[2]]"})
    void aValueOfNoOneTypeIsLeftToTheDatabase(String value) throws IOException {
        assertThat(type(of("[" + value + "]")).has("dbType")).isFalse();
    }

    @Test
    void jsonThatLooksLikeATagIsJson() throws IOException {
        var json = "{\"prisma__type\":\"bigint\",\"prisma__value\":\"ten\"}";

        assertThat(of("[" + json + "]").params()).containsEntry("%1", json);
    }
}

package dev.weir.events.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaChangesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String BEFORE =
            """
            {"type":"object","properties":{
              "name":{"type":"string","pattern":"^a"},
              "size":{"type":"integer","minimum":1,"maximum":9},
              "state":{"enum":["ON","OFF"]},
              "list":{"type":"array","items":{"type":"object","properties":{
                "id":{"type":"string"}},"required":["id"]}},
              "note":{"type":"string"}},
             "required":["name","size","state","list"]}\
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "note":{"type":"string"}  | "remark":{"type":"string"}        | note was removed or renamed
                    "integer"                 | "string"                          | size type was "integer", is "string"
                    "^a"                      | "^b"                              | name pattern was "^a", is "^b"
                    "minimum":1               | "minimum":2                       | size minimum was 1, is 2
                    "maximum":9               | "maximum":8                       | size maximum was 9, is 8
                    ["ON","OFF"]              | ["ON"]                            | state lost the word OFF
                    "size","state"            | "size","note","state"             | note is required and was not
                    "name","size"             | "size"                            | name was required and is not
                    "id":{"type":"string"}    | "id":{"type":"number"}            | list[].id type was "string", is "number"
                    "note":{"type":"string"}  | "note":{"type":"string","maxLength":3} | note maxLength was , is 3
                    """)
    void findsWhatBreaks(String from, String to, String said) throws Exception {
        assertThat(BEFORE).contains(from);

        assertThat(breaking(BEFORE.replaceFirst(java.util.regex.Pattern.quote(from), to)))
                .containsExactly(said);
    }

    @Test
    void letsPassWhatOnlyAdds() throws Exception {
        assertThat(breaking(BEFORE)).isEmpty();
        assertThat(breaking(BEFORE.replace("\"ON\"", "\"ON\",\"SLOW\""))).isEmpty();
        assertThat(breaking(BEFORE.replace("\"maximum\":9", "\"maximum\":10"))).isEmpty();
        assertThat(breaking(BEFORE.replace("\"note\":", "\"more\":{\"type\":\"null\"},\"note\":")))
                .isEmpty();
    }

    private static List<String> breaking(String after) throws JsonProcessingException {
        return SchemaChanges.breaking(MAPPER.readTree(BEFORE), MAPPER.readTree(after));
    }
}

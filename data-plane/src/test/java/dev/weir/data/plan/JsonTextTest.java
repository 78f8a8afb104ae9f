package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @Test
    void takesBlanksFromBetweenTokensOnly() {
        var json = " {\"a b\": [1, 2.50, {\"c\\\" : \": \" \\\\\"}],\n\t\"d\" : \" ü \"}\r\n";

        assertThat(JsonText.withoutBlanks(json))
                .isEqualTo("{\"a b\":[1,2.50,{\"c\\\" : \":\" \\\\\"}],\"d\":\" ü \"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "12345678901234567890.10", "[]", "\"a \\\"", "\" \\"})
    void leavesWhatHasNone(String json) {
        assertThat(JsonText.withoutBlanks(json)).isSameAs(json);
    }
}

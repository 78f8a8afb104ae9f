package dev.weir.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.runtime.Secret;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
    private static final Set<String> ROLES = Set.of("admin", "auditor");
    private static final String ANNA = "0123456789abcdef";
    private static final String BERT = "0123456789:bcdeg";

    @Test
    void readsNamesRolesAndTokens() {
        var tokens =
                BearerToken.list("anna:admin+auditor:" + ANNA + ", bert:auditor:" + BERT, ROLES);

        assertThat(tokens)
                .containsExactly(
                        new BearerToken("anna", ROLES, new Secret(ANNA)),
                        new BearerToken("bert", Set.of("auditor"), new Secret(BERT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anna:admin",
                "anna:admin:" + ANNA + ",",
                ":admin:" + ANNA,
                "anna::" + ANNA,
                "anna:king:" + ANNA,
                "anna:admin:0123456789abcde"
            })
    void refusesWhatIsNoListOfTokensWithoutTellingThem(String setting) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BearerToken.list(setting, ROLES))
                .withMessageMatching("(must be|roles must be|a token must).*")
                .withMessageNotContaining("0123456789");
    }

    @Test
    void knowsWhoeverHasAToken() {
        var known =
                BearerToken.authenticator(
                        BearerToken.list("anna:admin:" + ANNA + ",bert:auditor:" + BERT, ROLES));

        assertThat(known.authenticate(BERT)).contains(new Caller("bert", Set.of("auditor")));
        assertThat(known.authenticate(ANNA + "0")).isEmpty();
        assertThat(known.authenticate("")).isEmpty();
    }
}

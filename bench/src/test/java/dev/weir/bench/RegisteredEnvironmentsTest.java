package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ApiKeys;
import dev.weir.events.EnvironmentState;
import dev.weir.runtime.EnvelopeCipher;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegisteredEnvironmentsTest {
    private static final String SECRET = "a secret that has 32 bytes or more";

    private final EnvelopeCipher sealer =
            new EnvelopeCipher(Map.of("k1", new byte[32]), "k1", new Random(1));
    private final RegisteredEnvironments environments =
            new RegisteredEnvironments("postgresql://u:p@127.0.0.1:1/d", sealer, SECRET);

    @Test
    void haveAKeyAndAUrlOfTheirOwn() {
        for (int number : new int[] {0, 99_999}) {
            var defined = environments.defined(number, EnvironmentState.ACTIVE);
            var key = environments.key(number);

            assertThat(ApiKeys.parse(key))
                    .isEqualTo(
                            new ApiKeys.WellFormed(
                                    defined.environment(), defined.keys().getFirst().id()));
            assertThat(defined.keys().getFirst().hash())
                    .isEqualTo(ApiKeys.hash(SECRET.getBytes(StandardCharsets.UTF_8), key));
            assertThat(sealer.open(defined.databaseUrl(), defined.urlContext()).value())
                    .startsWith("postgresql://u:p@127.0.0.1:1/d?")
                    .endsWith(Integer.toString(number));
        }
    }
}

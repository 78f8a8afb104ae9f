package dev.weir.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.events.ApiKeys.Malformed;
import dev.weir.events.ApiKeys.WellFormed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop-prod");
    private static final byte[] ZEROS = new byte[32];

    @Test
    void padsTheSecretToAFixedWidth() {
        assertThat(ApiKeys.format(SHOP, "k1", ZEROS))
                .startsWith("weir_shop-prod_k1_" + "0".repeat(43))
                .hasSize("weir_shop-prod_k1_".length() + 49);
    }

    @Test
    void fitsTheLargestSecret() {
        var ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);

        assertThat(ApiKeys.parse(ApiKeys.format(SHOP, "k1", ones)))
                .isEqualTo(new WellFormed(SHOP, "k1"));
    }

    @Test
    void neverExceedsTheGreatestLength() {
        var longest = new EnvironmentId("e".repeat(16));

        var secret = "s".repeat(ApiKeys.LONGEST_SECRET);
        assertThat(ApiKeys.format(longest, "k".repeat(16), secret)).hasSize(ApiKeys.MAX_LENGTH);
    }

    @Test
    void takesSecretsThatCallersBring() {
        for (int length : new int[] {ApiKeys.SHORTEST_SECRET, ApiKeys.LONGEST_SECRET}) {
            var key = ApiKeys.format(SHOP, "k1", "s".repeat(length));

            assertThat(ApiKeys.parse(key)).isEqualTo(new WellFormed(SHOP, "k1"));
        }
        assertThat(ApiKeys.isSecret("s".repeat(31))).isFalse();
        assertThat(ApiKeys.isSecret("s".repeat(87))).isFalse();
        assertThat(ApiKeys.isSecret("s".repeat(40) + "_")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.format(SHOP, "k1", "short"))
                .withMessage("secret must be 32 to 86 letters and digits: 5 characters");
    }

    @Test
    void saysWhyATextIsNoKey() {
        String key = ApiKeys.format(SHOP, "k1", ZEROS);

        assertThat(ApiKeys.parse(key + "0")).isInstanceOf(Malformed.class);
        assertThat(ApiKeys.parse("")).isInstanceOf(Malformed.class);
        assertThat(ApiKeys.parse("weir_shop")).isInstanceOf(Malformed.class);
        assertThat(ApiKeys.parse("x".repeat(100_000)))
                .isEqualTo(new Malformed("longer than any API key"));
        assertThat(ApiKeys.parse(key.replace("k1", "k2")))
                .isEqualTo(new Malformed("checksum does not match: mistyped or cut"));
    }

    @Test
    void hashesAsTheStandardSays() {
        // RFC 4231, test case 2
        String hash =
                ApiKeys.hash(
                        "Jefe".getBytes(StandardCharsets.UTF_8), "what do ya want for nothing?");

        assertThat(hash).isEqualTo("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
    }

    @Test
    void comparesHashes() {
        assertThat(ApiKeys.sameHash("abc", "abc")).isTrue();
        assertThat(ApiKeys.sameHash("abc", "abd")).isFalse();
        assertThat(ApiKeys.sameHash("abc", "ab")).isFalse();
    }

    @Test
    void refusesOtherIdsAndSecrets() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.format(SHOP, "K_1", ZEROS))
                .withMessageContaining("key id must be 1 to 16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.format(SHOP, "k1", new byte[31]))
                .withMessage("secret must have 32 bytes: 31");
    }
}

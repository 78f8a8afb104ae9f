package dev.weir.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ApiKeys.Malformed;
import dev.weir.events.ApiKeys.WellFormed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class ApiKeysPropertyTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop");

    @Property
    void takesApartWhatItFormatted(@ForAll @Size(32) byte[] secret) {
        assertThat(ApiKeys.parse(ApiKeys.format(SHOP, "k1", secret)))
                .isEqualTo(new WellFormed(SHOP, "k1"));
    }

    @Property
    void differentSecretsGiveDifferentKeys(
            @ForAll @Size(32) byte[] one, @ForAll @Size(32) byte[] other) {
        boolean same = java.util.Arrays.equals(one, other);

        assertThat(ApiKeys.format(SHOP, "k1", one).equals(ApiKeys.format(SHOP, "k1", other)))
                .isEqualTo(same);
    }

    @Property
    void noticesAnyChangedCharacter(
            @ForAll @Size(32) byte[] secret, @ForAll int where, @ForAll char with) {
        var key = new StringBuilder(ApiKeys.format(SHOP, "k1", secret));
        int index = Math.floorMod(where, key.length());
        if (key.charAt(index) == with) return;
        key.setCharAt(index, with);

        assertThat(ApiKeys.parse(key.toString())).isInstanceOf(Malformed.class);
    }

    @Property
    void neverThrows(@ForAll @StringLength(max = 120) String text) {
        assertThat(ApiKeys.parse(text)).isNotNull();
    }
}

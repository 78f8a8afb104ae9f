package dev.weir.data.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.environment.Authentication.Authenticated;
import dev.weir.data.environment.Authentication.MalformedKey;
import dev.weir.data.environment.Authentication.Suspended;
import dev.weir.data.environment.Authentication.UnknownKey;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EnvironmentDirectoryTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop");

    private final EnvironmentDirectory directory =
            new EnvironmentDirectory(Environments.HASHING_SECRET);
    private final String key = Environments.key("shop", "k1");

    @Test
    void tellsWhomAKeyStandsFor() {
        var shop = Environments.defined("shop", 1, key);
        directory.apply(shop);

        assertThat(directory.authenticate(key)).isEqualTo(new Authenticated(shop));
    }

    @Test
    void knowsNoKeyOfAnotherSecretWithTheSameId() {
        directory.apply(Environments.defined("shop", 1, key));

        assertThat(directory.authenticate(Environments.otherKey("shop", "k1")))
                .isEqualTo(new UnknownKey());
    }

    @Test
    void opensAnEnvironmentWithItsOwnKeysOnly() {
        var other = Environments.key("blog", "k1");
        directory.apply(Environments.defined("shop", 1, key));
        directory.apply(Environments.defined("blog", 1, Environments.otherKey("blog", "k1")));

        assertThat(directory.authenticate(other)).isEqualTo(new UnknownKey());
    }

    @Test
    void saysWhatIsWrongWithATextThatIsNoKey() {
        var cut = key.substring(0, key.length() - 3);

        assertThat(directory.authenticate(cut)).isInstanceOf(MalformedKey.class);
        assertThat(directory.authenticate("")).isInstanceOf(MalformedKey.class);
        assertThat(((MalformedKey) directory.authenticate(cut)).reason()).doesNotContain(cut);
    }

    @Test
    void forgetsARevokedKeyAtOnce() {
        var next = Environments.key("shop", "k2");
        directory.apply(Environments.defined("shop", 1, key));
        directory.apply(Environments.defined("shop", 2, next));

        assertThat(directory.authenticate(key)).isEqualTo(new UnknownKey());
        assertThat(directory.authenticate(next)).isInstanceOf(Authenticated.class);
    }

    @Test
    void forgetsWhatItRecognisedWithTheFactThatSaidSo() {
        directory.apply(Environments.defined("shop", 1, key));
        for (int i = 0; i < 3; i++) {
            assertThat(directory.authenticate(key)).isInstanceOf(Authenticated.class);
        }
        directory.apply(Environments.defined("shop", 2, EnvironmentState.SUSPENDED, List.of(key)));
        assertThat(directory.authenticate(key)).isEqualTo(new Suspended(SHOP));
        assertThat(directory.authenticate(key)).isEqualTo(new Suspended(SHOP));
        directory.apply(Environments.defined("shop", 3, Environments.key("shop", "k2")));
        assertThat(directory.authenticate(key)).isEqualTo(new UnknownKey());
        directory.apply(Environments.defined("shop", 4, key));
        assertThat(directory.authenticate(key)).isInstanceOf(Authenticated.class);
        directory.apply(new EnvironmentDeleted(SHOP, 5));
        assertThat(directory.authenticate(key)).isEqualTo(new UnknownKey());
    }

    @Test
    void recognisesMoreKeysThanItKeeps() {
        for (int i = 0; i <= EnvironmentDirectory.RECOGNISED_KEYS; i++) {
            var own = Environments.key("e" + i, "k1");
            directory.apply(Environments.defined("e" + i, 1, own));
            assertThat(directory.authenticate(own)).isInstanceOf(Authenticated.class);
        }
        assertThat(directory.authenticate(Environments.key("e0", "k1")))
                .isInstanceOf(Authenticated.class);
    }

    @Test
    void refusesASuspendedEnvironmentOnlyToThoseWithItsKey() {
        directory.apply(Environments.defined("shop", 1, EnvironmentState.SUSPENDED, List.of(key)));

        assertThat(directory.authenticate(key)).isEqualTo(new Suspended(SHOP));
        assertThat(directory.authenticate(Environments.otherKey("shop", "k1")))
                .isEqualTo(new UnknownKey());
    }

    @Test
    void ignoresWhatIsOlderThanWhatItKnows() {
        var second = Environments.defined("shop", 2, key);
        directory.apply(second);

        assertThat(directory.apply(Environments.defined("shop", 1, key))).isFalse();
        assertThat(directory.apply(second)).isFalse();
        assertThat(directory.find(SHOP)).isEqualTo(second);
    }

    @Test
    void keepsADeletedEnvironmentDeletedWhenOldFactsAreReplayed() {
        directory.apply(Environments.defined("shop", 1, key));
        directory.apply(new EnvironmentDeleted(SHOP, 2));
        directory.apply(Environments.defined("shop", 1, key));

        assertThat(directory.find(SHOP)).isNull();
        assertThat(directory.authenticate(key)).isEqualTo(new UnknownKey());
    }

    @Test
    void sharesEqualSettingsAmongEnvironments() {
        directory.apply(Environments.defined("shop", 1, key));
        directory.apply(Environments.defined("blog", 1, Environments.key("blog", "k1")));

        assertThat(settings(SHOP)).isSameAs(settings(new EnvironmentId("blog")));
    }

    private EnvironmentSettings settings(EnvironmentId environment) {
        return Objects.requireNonNull(directory.find(environment)).settings();
    }
}

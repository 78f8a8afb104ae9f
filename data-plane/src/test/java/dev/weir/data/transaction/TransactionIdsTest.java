package dev.weir.data.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.transaction.TransactionIds.Holder;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TransactionIdsTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop");
    private static final byte[] SECRET = "shared by all nodes".getBytes(StandardCharsets.UTF_8);
    private static final byte[] RANDOM = new byte[TransactionIds.RANDOM_BYTES];

    private final TransactionIds ids = of("eu-1-a", "life1");

    @Test
    void knowsItsOwn() {
        assertThat(ids.holder(SHOP, ids.mint(SHOP, RANDOM))).isEqualTo(new Holder.Here());
    }

    @Test
    void tellsWhichOtherNodeHoldsOne() {
        var id = of("eu-1-b", "life9").mint(SHOP, RANDOM);

        assertThat(ids.holder(SHOP, id))
                .isEqualTo(
                        new Holder.There(
                                new NodeLife(new NodeId("eu-1-b"), new IncarnationId("life9"))));
    }

    @Test
    void tellsThatAnEarlierLifeOfTheNodeHeldIt() {
        var id = of("eu-1-a", "life0").mint(SHOP, RANDOM);

        assertThat(ids.holder(SHOP, id)).isEqualTo(new Holder.Gone());
    }

    @Test
    void doesNotKnowAnotherEnvironmentsIds() {
        var id = ids.mint(SHOP, RANDOM);

        assertThat(ids.holder(new EnvironmentId("blog"), id)).isEqualTo(new Holder.Unknown());
    }

    @Test
    void doesNotKnowWhatWasNotSigned() {
        var id = ids.mint(SHOP, RANDOM);

        for (int i = 0; i < id.length(); i++) {
            var changed =
                    id.substring(0, i) + (id.charAt(i) == 'x' ? 'y' : 'x') + id.substring(i + 1);
            assertThat(ids.holder(SHOP, changed)).as(changed).isEqualTo(new Holder.Unknown());
        }
        assertThat(ids.holder(SHOP, "")).isEqualTo(new Holder.Unknown());
        assertThat(ids.holder(SHOP, "8103f48d-b11d-4320-961e-793f0d855bed"))
                .isEqualTo(new Holder.Unknown());
        assertThat(ids.holder(SHOP, ".".repeat(10_000))).isEqualTo(new Holder.Unknown());
    }

    @Test
    void fitsIntoAUrlAndItsBound() {
        var longest = of("a234567890123456", "a234567890").mint(SHOP, RANDOM);

        assertThat(longest).hasSizeLessThanOrEqualTo(TransactionIds.MAX_LENGTH);
        assertThat(longest).matches("[A-Za-z0-9._-]+");
    }

    private static TransactionIds of(String node, String incarnation) {
        return new TransactionIds(
                SECRET, new NodeLife(new NodeId(node), new IncarnationId(incarnation)));
    }
}

package dev.weir.data.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.EnvironmentId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SchemaShelfTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SchemaShelf shelf = new SchemaShelf(2);

    private static PackedSchema schema(String hash) {
        return PackedSchema.of(hash, "");
    }

    @Test
    void keepsTheSchemasUsedLast() {
        assertThat(shelf.put(SHOP, schema("a"), START)).isEmpty();
        assertThat(shelf.put(SHOP, schema("b"), START.plusSeconds(1))).isEmpty();
        assertThat(shelf.put(SHOP, schema("a"), START.plusSeconds(2))).isEmpty();
        assertThat(shelf.put(SHOP, schema("c"), START.plusSeconds(3))).containsExactly("b");

        assertThat(shelf.hashes(SHOP)).containsExactlyInAnyOrder("a", "c");
        assertThat(shelf.find(SHOP, "b")).isEmpty();
    }

    @Test
    void keepsTheSameInWhateverOrderItHears() {
        var other = new SchemaShelf(2);
        shelf.put(SHOP, schema("a"), START);
        shelf.put(SHOP, schema("b"), START.plusSeconds(1));
        shelf.put(SHOP, schema("c"), START.plusSeconds(2));
        other.put(SHOP, schema("c"), START.plusSeconds(2));
        other.put(SHOP, schema("a"), START);
        other.put(SHOP, schema("b"), START.plusSeconds(1));

        assertThat(other.hashes(SHOP)).containsExactlyInAnyOrderElementsOf(shelf.hashes(SHOP));
    }

    @Test
    void keepsEnvironmentsApart() {
        var blog = new EnvironmentId("blog");
        shelf.put(SHOP, schema("a"), START);

        assertThat(shelf.find(blog, "a")).isEmpty();
        shelf.remove(blog, "a");
        assertThat(shelf.find(SHOP, "a")).isPresent();
        shelf.remove(SHOP);
        assertThat(shelf.size()).isZero();
    }

    /** What an old record says does not take back what a newer one said. */
    @Test
    void aLateRecordChangesNothing() {
        shelf.put(SHOP, schema("a"), START.plusSeconds(9));
        shelf.put(SHOP, schema("a"), START);

        assertThat(shelf.usedAt(SHOP, "a")).isEqualTo(START.plusSeconds(9));
    }

    /** What a query read is there for the next, and goes with the schema. */
    @Test
    void keepsWhatWasReadAsLongAsTheSchema() {
        shelf.put(SHOP, schema("a"), START);
        assertThat(shelf.opened(SHOP, "a")).isNull();

        var opened = schema("a").open();
        shelf.open(SHOP, opened);
        shelf.put(SHOP, schema("a"), START.plusSeconds(1));
        assertThat(shelf.opened(SHOP, "a")).isSameAs(opened);

        shelf.remove(SHOP, "a");
        shelf.open(SHOP, opened);
        assertThat(shelf.opened(SHOP, "a")).isNull();
        assertThat(shelf.size()).isZero();
    }
}

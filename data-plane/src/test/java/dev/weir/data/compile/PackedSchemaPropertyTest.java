package dev.weir.data.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

final class PackedSchemaPropertyTest {
    @Property(tries = 200)
    void givesBackItsText(@ForAll @Size(max = 40_000) byte[] bytes) {
        var text = new String(bytes, UTF_8); // what no UTF-8 can be is replaced, as in an upload

        assertThat(PackedSchema.of("h", text).text()).isEqualTo(text);
    }
}

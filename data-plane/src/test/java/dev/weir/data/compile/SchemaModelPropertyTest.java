package dev.weir.data.compile;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;

final class SchemaModelPropertyTest {
    @Property(tries = 500)
    void anyTextIsReadToItsEnd(
            @ForAll
                    @CharRange(from = 'a', to = 'c')
                    @Chars({'{', '}', '"', '\\', '/', '\n', ' ', '(', ')', '[', ']', '@'})
                    String text) {
        assertThat(SchemaModel.parse("model M {\n id Int\n}\n" + text).models()).containsKey("M");
    }
}

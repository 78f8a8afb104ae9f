package dev.weir.data.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ApiKeyHash;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PackedEnvironmentPropertyTest {
    @Property
    void saysWhatTheFactSaid(@ForAll("facts") EnvironmentDefined fact) {
        var packed = PackedEnvironment.of(fact, fact.settings());

        assertThat(packed.version()).isEqualTo(fact.version());
        assertThat(packed.unpack(fact.environment())).isEqualTo(fact);
    }

    @Provide
    Arbitrary<EnvironmentDefined> facts() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.strings().withCharRange(' ', '\ud7ff').ofMaxLength(300),
                        Arbitraries.of(EnvironmentState.class),
                        Arbitraries.integers().greaterOrEqual(1),
                        sealed(),
                        keys())
                .as((version, name, state, limit, url, keys) ->
                        new EnvironmentDefined(
                                new EnvironmentId("e1"),
                                version,
                                new ProjectId("p1"),
                                name,
                                new RegionId("eu1"),
                                new DatabaseId("d1"),
                                state,
                                limit,
                                url,
                                keys,
                                EnvironmentSettings.DEFAULTS));
    }

    private static Arbitrary<List<ApiKeyHash>> keys() {
        return Combinators.combine(Arbitraries.of("k1", "k-2", ""), sealed())
                .as(ApiKeyHash::new)
                .list()
                .ofMaxSize(4);
    }

    /** Base64 behind a point, or at once, and what only looks like it. */
    private static Arbitrary<String> sealed() {
        var base64 = Arbitraries.strings().withChars("ABab019-_").ofMaxLength(600);
        var any = Arbitraries.strings().withChars("Aa9-_.=+/ \u00e4\u20ac").ofMaxLength(50);
        var head = Arbitraries.of("", "v1.k1.", "v2.", ".", "..");
        return Combinators.combine(head, Arbitraries.oneOf(base64, any)).as(String::concat);
    }
}

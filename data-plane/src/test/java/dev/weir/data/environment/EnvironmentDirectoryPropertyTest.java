package dev.weir.data.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.EnvironmentEvent;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class EnvironmentDirectoryPropertyTest {
    private static final List<String> NAMES = List.of("shop", "blog", "docs");

    /** The newest version decides, whatever the order and repetition in which facts arrive. */
    @Property(tries = 200)
    void endsInTheSameStateWhateverTheOrderOfFacts(
            @ForAll @Size(max = 30) List<@IntRange(max = 59) Integer> facts, @ForAll long seed) {
        var shuffled = new java.util.ArrayList<>(facts);
        shuffled.addAll(facts);
        java.util.Collections.shuffle(shuffled, new Random(seed));

        var directory = new EnvironmentDirectory(Environments.HASHING_SECRET);
        for (int fact : shuffled) directory.apply(event(fact));

        for (int name = 0; name < NAMES.size(); name++) {
            var newest = newest(facts, name);
            var environment = new EnvironmentId(NAMES.get(name));
            assertThat((Object) directory.find(environment))
                    .isEqualTo(newest instanceof EnvironmentDeleted ? null : newest);
        }
    }

    private static @Nullable EnvironmentEvent newest(List<Integer> facts, int name) {
        return facts.stream()
                .filter(fact -> fact % NAMES.size() == name)
                .max(Integer::compare)
                .map(EnvironmentDirectoryPropertyTest::event)
                .orElse(null);
    }

    /** One fact per number: an environment, a version of it, each third one a deletion. */
    private static EnvironmentEvent event(int fact) {
        var name = NAMES.get(fact % NAMES.size());
        int version = fact / NAMES.size() + 1;
        return version % 3 == 0
                ? new EnvironmentDeleted(new EnvironmentId(name), version)
                : Environments.defined(name, version, Environments.key(name, "k" + version));
    }
}

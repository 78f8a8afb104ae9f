package dev.weir.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class CoreRulesTest {
    private static final String BASE = "dev.weir.testing.sample";
    private static final JavaClasses SAMPLE = new ClassFileImporter().importPackages(BASE);

    @Test
    void findsAClockAndAShellInTheCore() {
        var violations =
                CoreRules.of(BASE).core("price").shell("store", CoreRules.ROOT).violations(SAMPLE);

        assertThat(violations).hasSize(2);
        assertThat(violations.getFirst()).startsWith("core: ").contains("Instant.now()");
        assertThat(violations.getLast()).startsWith("direction: ").contains("sample.store.Store");
    }

    @Test
    void letsAShellDoInputAndOutput() {
        assertThat(CoreRules.of(BASE).shell("store", "price", CoreRules.ROOT).violations(SAMPLE))
                .isEmpty();
    }

    @Test
    void includesTheRootPackageInTheOrder() {
        assertThat(CoreRules.of(BASE).shell(CoreRules.ROOT, "store", "price").violations(SAMPLE))
                .hasSize(2)
                .allMatch(line -> line.startsWith("direction: ") && line.contains("Wiring"));
    }

    @Test
    void findsAPackageThatIsNotListed() {
        assertThat(CoreRules.of(BASE).shell("store", "price").violations(SAMPLE))
                .containsExactly("package " + BASE + " is not listed");
    }

    @Test
    void keepsALibraryToItsUsers() {
        var rules = CoreRules.of(BASE).shell("store", "price", CoreRules.ROOT);
        assertThat(rules.only("store", "java.sql..").violations(SAMPLE)).isEmpty();
        var elsewhere = CoreRules.of(BASE).shell("store", "price", CoreRules.ROOT);
        assertThat(elsewhere.only("price", "java.sql..").violations(SAMPLE))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("only: "));
    }

    @Test
    void findsAnotherModuleThatIsNotAllowed() {
        var testing = new ClassFileImporter().importPackages("dev.weir.testing.sample.price");
        var rules = CoreRules.of("dev.weir.testing.sample.price").shell(CoreRules.ROOT);
        assertThat(rules.violations(testing)).allMatch(line -> line.startsWith("other module: "));
        assertThat(rules.uses("dev.weir.testing.sample..").violations(testing)).isEmpty();
    }

    @Test
    void refusesToCheckNothing() {
        var empty = new ClassFileImporter().importPackages("dev.weir.nothing");
        assertThatThrownBy(() -> CoreRules.of(BASE).shell(CoreRules.ROOT).check(empty))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no class of");
    }
}

package dev.weir.testing;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** The architecture of {@code dev.weir.embedded}, on which this module depends. */
@AnalyzeClasses(packages = "dev.weir.embedded", importOptions = CoreRules.Product.class)
final class EmbeddedArchitectureTest {
    @ArchTest
    static void packagesKeepTheirDirections(JavaClasses classes) {
        CoreRules.of("dev.weir.embedded").shell(CoreRules.ROOT).check(classes);
    }
}

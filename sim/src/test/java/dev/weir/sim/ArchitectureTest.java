package dev.weir.sim;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.weir.testing.CoreRules;

@AnalyzeClasses(packages = "dev.weir.sim", importOptions = CoreRules.Product.class)
final class ArchitectureTest {
    @ArchTest
    static void packagesKeepTheirDirections(JavaClasses classes) {
        CoreRules.of("dev.weir.sim")
                .core(CoreRules.ROOT)
                .uses(
                        "dev.weir.events..",
                        "dev.weir.runtime..",
                        "dev.weir.control..",
                        "dev.weir.data..")
                .check(classes);
    }
}

package dev.weir.events;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.weir.testing.CoreRules;

@AnalyzeClasses(packages = "dev.weir.events", importOptions = CoreRules.Product.class)
final class ArchitectureTest {
    @ArchTest
    static void packagesKeepTheirDirections(JavaClasses classes) {
        CoreRules.of("dev.weir.events")
                .core(CoreRules.ROOT, "json")
                .only("json", "com.fasterxml..")
                .check(classes);
    }
}

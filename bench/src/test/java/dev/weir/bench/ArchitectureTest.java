package dev.weir.bench;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.weir.testing.CoreRules;

@AnalyzeClasses(packages = "dev.weir.bench", importOptions = CoreRules.Product.class)
final class ArchitectureTest {
    @ArchTest
    static void packagesKeepTheirDirections(JavaClasses classes) {
        CoreRules.of("dev.weir.bench")
                .shell(CoreRules.ROOT)
                .uses("dev.weir.embedded", "dev.weir.events..", "dev.weir.runtime..")
                .check(classes);
    }
}

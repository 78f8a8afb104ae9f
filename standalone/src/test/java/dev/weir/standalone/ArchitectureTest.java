package dev.weir.standalone;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.weir.testing.CoreRules;

@AnalyzeClasses(packages = "dev.weir.standalone", importOptions = CoreRules.Product.class)
final class ArchitectureTest {
    @ArchTest
    static void packagesKeepTheirDirections(JavaClasses classes) {
        CoreRules.of("dev.weir.standalone")
                .shell("machine", CoreRules.ROOT)
                .uses("dev.weir.embedded", "dev.weir.events..", "dev.weir.runtime..")
                .uses("dev.weir.billing", "dev.weir.control", "dev.weir.data..", "dev.weir.sim")
                .check(classes);
    }
}

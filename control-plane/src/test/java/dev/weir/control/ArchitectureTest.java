package dev.weir.control;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.weir.testing.CoreRules;

@AnalyzeClasses(packages = "dev.weir.control", importOptions = CoreRules.Product.class)
final class ArchitectureTest {
    @ArchTest
    static void packagesUseOnlyThoseBeforeThem(JavaClasses classes) {
        CoreRules.of("dev.weir.control")
                .core("fleet", "plan", "outbox")
                .shell("management", "replica", "store", "http", CoreRules.ROOT)
                .uses("dev.weir.events..", "dev.weir.runtime..")
                .only("store", "java.sql..")
                .only("http", "com.fasterxml.jackson..")
                .check(classes);
    }
}

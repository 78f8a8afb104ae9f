package dev.weir.billing;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.weir.testing.CoreRules;

@AnalyzeClasses(packages = "dev.weir.billing", importOptions = CoreRules.Product.class)
final class ArchitectureTest {
    @ArchTest
    static void packagesKeepTheirDirections(JavaClasses classes) {
        CoreRules.of("dev.weir.billing")
                .core("rollup", "rating", "statement", "ledger", "report", "reconcile", "export")
                .shell(
                        "store",
                        "store.ledger",
                        "store.intake",
                        "store.reconcile",
                        "intake",
                        "telling",
                        "http",
                        CoreRules.ROOT)
                .uses("dev.weir.events..", "dev.weir.runtime..")
                .only("store", "java.sql..")
                .only("store.ledger", "java.sql..")
                .only("store.intake", "java.sql..")
                .only("store.reconcile", "java.sql..")
                .check(classes);
    }
}

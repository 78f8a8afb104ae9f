package dev.weir.billing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.weir.billing", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] CORE = {
        "dev.weir.billing.rollup..",
        "dev.weir.billing.report..",
        "dev.weir.billing.rating..",
        "dev.weir.billing.ledger..",
        "dev.weir.billing.statement.."
    };

    @ArchTest
    static final ArchRule coreDoesNoInputOrOutput =
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.vertx..",
                            "org.apache.kafka..",
                            "java.sql..",
                            "com.zaxxer..",
                            "java.net..",
                            "org.slf4j..");

    @ArchTest
    static final ArchRule coreReadsNoClock =
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE)
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule coreKnowsNoShell =
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.weir.billing",
                            "dev.weir.billing.store..",
                            "dev.weir.billing.intake..",
                            "dev.weir.billing.http..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.weir.billing.(*)..").should().beFreeOfCycles();
}

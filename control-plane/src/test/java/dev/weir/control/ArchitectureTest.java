package dev.weir.control;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.weir.testing.PackageCycles;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(packages = "dev.weir", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    /** The packages that decide. All others are shell. */
    private static final String[] CORE = {
        "dev.weir.control.fleet..", "dev.weir.control.plan..", "dev.weir.control.outbox.."
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
                            "java.nio..",
                            "org.slf4j..",
                            "io.micrometer..");

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
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule coreDrawsNoChance =
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE)
                    .should()
                    .callConstructor(SecureRandom.class)
                    .orShould()
                    .callMethod(ThreadLocalRandom.class, "current")
                    .orShould()
                    .callMethod(Math.class, "random")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");

    /** What is decided depends on facts and on nothing else of the project. */
    @ArchTest
    static final ArchRule coreKnowsOnlyFacts =
            classes()
                    .that()
                    .resideInAnyPackage(CORE)
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAPackage("dev.weir.control.fleet..")
                                    .or(resideInAPackage("dev.weir.control.plan.."))
                                    .or(resideInAPackage("dev.weir.control.outbox.."))
                                    .or(resideInAPackage("dev.weir.events"))
                                    .or(not(resideInAPackage("dev.weir.."))));

    @ArchTest
    static final ArchRule sqlStaysInTheStore =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.control.*..")
                    .and()
                    .resideOutsideOfPackage("dev.weir.control.store..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("java.sql..");

    /** Planes share facts, never classes. */
    @ArchTest
    static final ArchRule knowsNoOtherPlane =
            classes()
                    .that()
                    .resideInAPackage("dev.weir.control..")
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAPackage("dev.weir.control..")
                                    .or(resideInAPackage("dev.weir.events.."))
                                    .or(resideInAPackage("dev.weir.runtime.."))
                                    .or(not(resideInAPackage("dev.weir.."))));

    @ArchTest
    static void packagesFormNoCycle(JavaClasses classes) {
        assertThat(PackageCycles.below("dev.weir.control", classes)).isEmpty();
    }
}

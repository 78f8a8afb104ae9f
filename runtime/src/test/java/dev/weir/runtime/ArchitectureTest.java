package dev.weir.runtime;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.weir.runtime", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** What a process runs on must not know what it is run for. */
    @ArchTest
    static final ArchRule knowsNoPlaneAndNoFact =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.weir..")
                                    .and(resideOutsideOfPackage("dev.weir.runtime..")));

    @ArchTest
    static final ArchRule namesNoWordOfTheDomain =
            noClasses()
                    .should()
                    .haveNameMatching(
                            "dev\\.weir\\.runtime\\..*(Pool|Grant|Lease|Tenant|Environment"
                                    + "|Database|Epoch|Usage|Invoice|Region|Cluster|Node).*");

    @ArchTest
    static final ArchRule portsKnowNoAdapter =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.runtime")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.vertx..", "org.apache.kafka..", "dev.weir.runtime.*..");

    @ArchTest
    static final ArchRule kafkaStaysInItsAdapter =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.weir.runtime.kafka")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule hasNoCycles =
            slices().matching("dev.weir.runtime.(**)").should().beFreeOfCycles();
}

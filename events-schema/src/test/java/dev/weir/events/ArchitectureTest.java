package dev.weir.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.weir", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule doesNoInputOrOutput =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.vertx..",
                            "org.apache.kafka..",
                            "java.sql..",
                            "com.zaxxer..",
                            "java.net..",
                            "java.nio.file..",
                            "org.slf4j..",
                            "dev.weir.runtime..");

    @ArchTest
    static final ArchRule readsNoClock = noClasses().should().callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule factsKnowNothingOfTheirWriting =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.events")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("com.fasterxml..", "dev.weir.events.json..");

    @ArchTest
    static final ArchRule hasNoCycles =
            slices().matching("dev.weir.events.(**)").should().beFreeOfCycles();
}

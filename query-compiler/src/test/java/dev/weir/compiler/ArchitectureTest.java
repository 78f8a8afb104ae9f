package dev.weir.compiler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packagesOf = QueryCompiler.class,
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.WrittenByHand.class})
final class ArchitectureTest {
    /**
     * Without the classes made of WebAssembly, which are large and refer to their runtime alone.
     */
    static final class WrittenByHand implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/wasm/");
        }
    }

    @ArchTest
    static final ArchRule STANDS_ALONE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.compiler")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.weir.data..",
                            "dev.weir.events..",
                            "dev.weir.runtime..",
                            "io.vertx..",
                            "org.slf4j..",
                            "java.net..",
                            "java.sql..");
}

package dev.weir.compiler;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.weir.testing.CoreRules;

@AnalyzeClasses(
        packagesOf = QueryCompiler.class,
        importOptions = {CoreRules.Product.class, ArchitectureTest.WrittenByHand.class})
final class ArchitectureTest {
    /**
     * Leaves the classes out that the build makes of WebAssembly: large, and without a use of Weir.
     */
    static final class WrittenByHand implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/wasm/");
        }
    }

    @ArchTest
    static void packagesKeepTheirDirections(JavaClasses classes) {
        CoreRules.of("dev.weir.compiler")
                .shell("wasm", CoreRules.ROOT)
                .only(CoreRules.ROOT, "run.endive..")
                .only("wasm", "run.endive..")
                .check(classes);
    }
}

package dev.weir.data;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.weir.data.usage.CpuClock;
import dev.weir.testing.PackageCycles;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(
        packages = "dev.weir",
        importOptions = {
            ImportOption.DoNotIncludeTests.class,
            ArchitectureTest.WrittenByHand.class
        })
final class ArchitectureTest {
    /** Without the classes made of WebAssembly, which are large. */
    static final class WrittenByHand implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/compiler/wasm/");
        }
    }

    /** The wiring, and what does input and output. All other packages decide. */
    private static final String[] SHELL = {
        "dev.weir.data",
        "dev.weir.data.admission.netty..",
        "dev.weir.data.engine",
        "dev.weir.data.gateway",
        "dev.weir.data.http",
        "dev.weir.data.jdbc",
        "dev.weir.data.peer",
        "dev.weir.data.pg",
        "dev.weir.data.prisma",
        "dev.weir.data.query",
        "dev.weir.data.sql",
        "dev.weir.data.usage.netty..",
        "dev.weir.data.usage.publish.."
    };

    @ArchTest
    static final ArchRule coreDoesNoInputOrOutput =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data..")
                    .and()
                    .resideOutsideOfPackages(SHELL)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.vertx..",
                            "io.netty..",
                            "org.apache.kafka..",
                            "java.sql..",
                            "com.zaxxer..",
                            "java.net..",
                            "java.nio.channels..",
                            "java.nio.file..",
                            "org.slf4j..",
                            "io.micrometer..");

    @ArchTest
    static final ArchRule coreReadsNoClock =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data..")
                    .and()
                    .resideOutsideOfPackages(SHELL)
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Clock.class);

    /** Chance comes in through a {@code RandomGenerator} that is given. */
    @ArchTest
    static final ArchRule coreDrawsNoChance =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data..")
                    .and()
                    .resideOutsideOfPackages(SHELL)
                    .should()
                    .callConstructor(SecureRandom.class)
                    .orShould()
                    .callMethod(ThreadLocalRandom.class, "current")
                    .orShould()
                    .callMethod(Math.class, "random")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");

    /**
     * The clock that is the meter's measure, for which a test gives another one, and the JVM's
     * collections.
     */
    @ArchTest
    static final ArchRule theJvmIsReadInTwoPlaces =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data..")
                    .and()
                    .doNotBelongToAnyOf(CpuClock.class, HeapWatch.class)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("java.lang.management..");

    @ArchTest
    static final ArchRule coreKnowsNoShell =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data..")
                    .and()
                    .resideOutsideOfPackages(SHELL)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SHELL);

    private static final String[] PROTOCOLS = {
        "dev.weir.data.engine", "dev.weir.data.prisma", "dev.weir.data.query", "dev.weir.data.sql"
    };

    /** The listener serves any protocol: it knows neither one nor the gateway in front of them. */
    @ArchTest
    static final ArchRule theListenerKnowsNoProtocol =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data.http")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.weir.data.gateway", "dev.weir.data.peer")
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAnyPackage(PROTOCOLS);

    /** A protocol is one package and one line of wiring. */
    @ArchTest
    static final ArchRule theGatewayKnowsNoProtocol =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data.gateway")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(PROTOCOLS)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.weir.data.peer");

    @ArchTest
    static final ArchRule plainSqlKnowsNoPrisma =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data.sql")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.weir.data.engine", "dev.weir.data.prisma");

    @ArchTest
    static final ArchRule prismaSevenKnowsNoEngineProtocol =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data.prisma")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.weir.data.engine");

    @ArchTest
    static final ArchRule theEngineProtocolKnowsNoPrismaSeven =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data.engine")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.weir.data.prisma");

    @ArchTest
    static final ArchRule nothingKnowsTheWiring =
            noClasses()
                    .that()
                    .resideInAPackage("dev.weir.data.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.weir.data");

    /** Planes share facts, never classes. */
    @ArchTest
    static final ArchRule knowsNoOtherPlane =
            classes()
                    .that()
                    .resideInAPackage("dev.weir.data..")
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAPackage("dev.weir.data..")
                                    .or(resideInAPackage("dev.weir.events.."))
                                    .or(resideInAPackage("dev.weir.runtime.."))
                                    .or(resideInAPackage("dev.weir.compiler"))
                                    .or(not(resideInAPackage("dev.weir.."))));

    @ArchTest
    static void packagesFormNoCycle(JavaClasses classes) {
        assertThat(PackageCycles.below("dev.weir.data", classes)).isEmpty();
    }
}

package dev.weir.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.weir.testing.CoreRules;

@AnalyzeClasses(packages = "dev.weir.runtime", importOptions = CoreRules.Product.class)
class ArchitectureTest {
    @ArchTest
    static void packagesKeepTheirDirections(JavaClasses classes) {
        CoreRules.of("dev.weir.runtime")
                .shell(CoreRules.ROOT, "tls", "http", "admin", "memory", "kafka", "process")
                .only("kafka", "org.apache.kafka..")
                .only("http", "io.vertx..")
                .only("admin", "io.vertx..")
                .only("process", "io.vertx..")
                .check(classes);
    }

    @ArchTest
    static final ArchRule namesNoWordOfTheDomain =
            noClasses()
                    .should()
                    .haveNameMatching(
                            "dev\\.weir\\.runtime\\..*(Pool|Grant|Lease|Tenant|Environment"
                                    + "|Database|Epoch|Usage|Invoice|Region|Cluster|Node).*");
}

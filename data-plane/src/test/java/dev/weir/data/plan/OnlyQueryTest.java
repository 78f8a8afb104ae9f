package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.execute;
import static dev.weir.data.plan.PlanRun.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OnlyQueryTest {
    @Test
    void findsTheOneQueryOfAPlan() {
        assertThat(onlyQuery(query("SELECT 1"))).isEqualTo("SELECT 1");
        assertThat(onlyQuery(of("unique", query("SELECT 1")))).isEqualTo("SELECT 1");
    }

    @Test
    void findsNoneWhereThereAreMore() {
        var both = "[" + query("SELECT 1") + "," + query("SELECT 2") + "]";
        assertThat(onlyQuery(of("concat", both))).isNull();
        assertThat(onlyQuery(of("seq", both))).isNull();
    }

    @Test
    void findsNoneInWhatWritesOrIsATransaction() {
        assertThat(onlyQuery(execute("DELETE FROM t"))).isNull();
        assertThat(onlyQuery(of("transaction", query("SELECT 1")))).isNull();
        assertThat(onlyQuery(PlanRun.value(1))).isNull();
    }

    private static String of(String type, String args) {
        return "{'type':'" + type + "','args':" + args + "}";
    }

    private static @Nullable String onlyQuery(String plan) {
        return Plan.parse(plan.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).onlyQuery();
    }
}

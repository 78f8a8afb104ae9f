package dev.weir.data.compile.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.data.compile.JsonQuery;
import dev.weir.data.compile.JsonRequest;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.plan.ParseBudget;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.Accounts;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class QueryPlansTest {
    private static final CompileSettings SETTINGS =
            new CompileSettings(
                    2, 4, 3, java.time.Duration.ofSeconds(30), 64 << 20, 8 << 20, 1 << 20);

    private final CompileWorkers workers = new CompileWorkers(SETTINGS);
    private final QueryPlans plans = new QueryPlans(SETTINGS, workers);
    private final Account account =
            new Accounts().of(new EnvironmentId("shop"), new ProjectId("acme"));
    private final UploadedSchema schema;

    QueryPlansTest() throws IOException {
        schema =
                UploadedSchema.of(
                        "h", Files.readString(Path.of("../fixtures/prisma/schema-5-6.prisma")));
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private static JsonQuery find(String where) {
        var body =
                "{\"modelName\":\"User\",\"action\":\"findMany\",\"query\":{\"arguments\":{\"where\":%s},\"selection\":{\"id\":true}}}"
                        .formatted(where);
        return ((JsonRequest.Single) JsonRequest.parse(body.getBytes(UTF_8), ParseBudget.own()))
                .query();
    }

    private CompletableFuture<QueryPlans.Ready> of(String where) {
        return plans.of(schema, "public", find(where), account).toCompletableFuture();
    }

    private QueryPlans.Ready ready(String where) throws Exception {
        return of(where).get(60, TimeUnit.SECONDS);
    }

    @Test
    void compilesAShapeOnceAndGivesEachItsValues() throws Exception {
        var one = ready("{\"id\":1}");
        var other = ready("{\"id\":2}");

        assertThat(other.plan()).isSameAs(one.plan());
        assertThat(one.params()).isEqualTo(Map.of("%1", 1L));
        assertThat(other.params()).isEqualTo(Map.of("%1", 2L));
        assertThat(plans.hits()).isEqualTo(1);
        assertThat(plans.misses()).isEqualTo(1);
        // Charged when the job is over, which may be after its result is known.
        await().until(() -> account.totals().cpuNanos() > 0);
    }

    @Test
    void manyThatWantTheSameAtOnceWaitForOneCompilation() throws Exception {
        var all = new ArrayList<CompletableFuture<QueryPlans.Ready>>();
        for (int i = 0; i < 50; i++) all.add(of("{\"name\":\"n%d\"}".formatted(i)));
        var different = new HashSet<>();
        for (var one : all) different.add(one.get(60, TimeUnit.SECONDS).plan());

        assertThat(different).hasSize(1);
        assertThat(all.get(49).join().params()).isEqualTo(Map.of("%1", "n49"));
    }

    @Test
    void refusesEachInWordsThatQuoteItsOwnValues() {
        var one = of("{\"id\":\"first\"}");
        var other = of("{\"id\":\"second\"}");

        assertThat(refusal(one).code()).isEqualTo("P2009");
        assertThat(refusal(other).meta()).containsEntry("kind", "Union");
        assertThat(refusal(other).meta().toString()).doesNotContain("first");
    }

    private static PlanFailure refusal(CompletableFuture<?> future) {
        try {
            future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PlanFailure failure) return failure;
            throw new AssertionError(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("not refused");
    }

    @Test
    void neverHandsTheCompilerJsonThatIsNone() {
        var body =
                "{\"modelName\":\"AllTypes\",\"action\":\"findMany\",\"query\":{\"arguments\":{\"where\":{\"json\":{\"equals\":{\"$type\":\"Json\",\"value\":\"{\"}}}},\"selection\":{\"id\":true}}}";
        var query =
                ((JsonRequest.Single) JsonRequest.parse(body.getBytes(UTF_8), ParseBudget.own()))
                        .query();

        assertThat(refusal(plans.of(schema, null, query, account).toCompletableFuture()).code())
                .isEqualTo("P6005");
        assertThatThrownBy(() ->
                        JsonRequest.parse(
                                "{\"modelName\":\"User\",\"action\":\"nope\",\"query\":{}}"
                                        .getBytes(UTF_8),
                                ParseBudget.own()))
                .isInstanceOf(PlanFailure.class);
    }

    @Test
    void refusesMoreJobsThanMayWait() throws Exception {
        var hold = new CountDownLatch(1);
        var running = new CountDownLatch(1);
        var _ =
                workers.submit(
                        account,
                        () -> {
                            running.countDown();
                            try {
                                hold.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return true;
                        });
        running.await();
        var waiting = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < 3; i++) {
            waiting.add(workers.submit(account, () -> true).toCompletableFuture());
        }
        var other = new Accounts().of(new EnvironmentId("other"), new ProjectId("acme"));

        assertThat(waiting.get(2)).isCompletedExceptionally();
        assertThatThrownBy(() -> waiting.get(2).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(PlanFailure.class);
        assertThat(
                        workers.submit(other, () -> true)
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS))
                .as("another environment's job runs meanwhile")
                .isTrue();
        hold.countDown();
        assertThat(waiting.get(0).get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsAJobAtItsDeadline() {
        try (var quick =
                new CompileWorkers(
                        new CompileSettings(
                                1, 4, 3, java.time.Duration.ofMillis(50), 64 << 20, 0, 0))) {
            var job =
                    quick.submit(
                            account,
                            () -> {
                                try {
                                    new CountDownLatch(1).await();
                                    return false;
                                } catch (InterruptedException _) {
                                    return true;
                                }
                            });

            assertThat(job.toCompletableFuture().join()).isTrue();
        }
    }

    @Test
    void checksSchemasBeforeTheyAreUsed() throws Exception {
        var checks = new SchemaChecks(SETTINGS, workers);

        assertThat(
                        checks.check("h", schema.text(), "postgres", account)
                                .toCompletableFuture()
                                .get(60, TimeUnit.SECONDS)
                                .compiler())
                .isEqualTo("postgresql");
        for (var wrong :
                new String[] {
                    "not a schema",
                    schema.text().replace("String?", "Strong?"),
                    schema.text().replace("\"postgresql\"", "\"mysql\"")
                }) {
            assertThat(
                            refusal(
                                            checks.check("h", wrong, "postgres", account)
                                                    .toCompletableFuture())
                                    .code())
                    .isEqualTo("P1012");
        }
    }
}

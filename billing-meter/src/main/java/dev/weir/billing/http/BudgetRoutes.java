package dev.weir.billing.http;

import dev.weir.billing.ledger.Ask;
import dev.weir.billing.ledger.Entry.BudgetSet;
import dev.weir.billing.store.FinanceStore;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Budgets, and the alerts that they gave. */
final class BudgetRoutes {
    private static final List<Integer> USUAL = List.of(50, 80, 100);

    private final FinanceStore store;

    BudgetRoutes(FinanceStore store) {
        this.store = store;
    }

    void on(JsonApi.Builder api) {
        api.get("/v1/budgets", Roles.READ, Asking.storing(this::list))
                .put("/v1/budgets/{budget}", Roles.WRITE, Asking.storing(this::set))
                .delete("/v1/budgets/{budget}", Roles.WRITE, Asking.storing(this::remove));
    }

    private record BudgetBody(
            String project,
            @Nullable String environment,
            String amount,
            @Nullable List<Integer> thresholds,
            @Nullable Boolean hardStop) {}

    private Answer set(Request request) {
        var body = request.body(BudgetBody.class);
        var thresholds = body.thresholds() == null ? USUAL : body.thresholds();
        var ask =
                new Ask.SetBudget(
                        request.path("budget"),
                        Asking.project(body.project()),
                        Asking.environment(body.environment()),
                        Asking.decimal("amount", body.amount()),
                        thresholds,
                        Boolean.TRUE.equals(body.hardStop()));
        var entry = (BudgetSet) Asking.ask(store, ask, request);
        return Answer.ok(
                store.see(
                                OptionalLong.empty(),
                                sight ->
                                        Asking.stamped(
                                                Shown.budget(entry.budget(), sight.books()), sight))
                        .orElseThrow());
    }

    private Answer remove(Request request) {
        Asking.ask(store, new Ask.RemoveBudget(request.path("budget")), request);
        return Answer.noContent();
    }

    private Answer list(Request request) {
        return Answer.ok(
                Asking.see(
                        store,
                        request,
                        sight -> {
                            var answer = new LinkedHashMap<String, @Nullable Object>();
                            answer.put("currency", store.currency());
                            answer.put(
                                    "budgets",
                                    sight.books().budgets().stream()
                                            .map(budget -> Shown.budget(budget, sight.books()))
                                            .toList());
                            return Asking.stamped(answer, sight);
                        }));
    }
}

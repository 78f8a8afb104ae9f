package dev.weir.billing.http;

import dev.weir.billing.ledger.Command;
import dev.weir.billing.ledger.Entry.BudgetSet;
import dev.weir.billing.store.ledger.FinanceStore;
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
        api.get("/v1/budgets", Roles.READ, Params.storing(this::list))
                .get("/v1/budgets/{budget}", Roles.READ, Params.storing(this::one))
                .put("/v1/budgets/{budget}", Roles.WRITE, Params.storing(this::set))
                .delete("/v1/budgets/{budget}", Roles.WRITE, Params.storing(this::remove));
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
                new Command.SetBudget(
                        Params.path(request, "budget"),
                        Params.project(body.project()),
                        Params.environment(body.environment()),
                        Params.decimal("amount", body.amount()),
                        thresholds,
                        Boolean.TRUE.equals(body.hardStop()));
        var entry =
                (BudgetSet) Params.ask(store, Params.conditional(request, ask.id(), ask), request);
        var budget = entry.budget();
        return Params.tagged(
                Answer.ok(
                        store.see(
                                        OptionalLong.empty(),
                                        sight ->
                                                Params.stamped(
                                                        Views.budget(budget, sight.books()), sight))
                                .orElseThrow()),
                budget.version());
    }

    private Answer remove(Request request) {
        var id = Params.path(request, "budget");
        var ask = Params.conditional(request, id, new Command.RemoveBudget(id));
        Params.ask(store, ask, request);
        return Answer.noContent();
    }

    private Answer one(Request request) {
        var id = Params.path(request, "budget");
        return Params.see(
                store,
                request,
                sight -> {
                    var budget =
                            sight.books()
                                    .budget(id)
                                    .orElseThrow(() -> Params.missing("budget", id));
                    var answer = Params.stamped(Views.budget(budget, sight.books()), sight);
                    return Params.tagged(Answer.ok(answer), budget.version());
                });
    }

    private Answer list(Request request) {
        return Answer.ok(
                Params.see(
                        store,
                        request,
                        sight -> {
                            var answer = new LinkedHashMap<String, @Nullable Object>();
                            answer.put("currency", store.currency());
                            answer.put(
                                    "budgets",
                                    sight.books().budgets().stream()
                                            .map(budget -> Views.budget(budget, sight.books()))
                                            .toList());
                            return Params.stamped(answer, sight);
                        }));
    }
}

package dev.weir.billing.http;

import dev.weir.billing.ledger.Command;
import dev.weir.billing.ledger.Entry;
import dev.weir.billing.store.ledger.FinanceStore;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.Handler;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Corrections: one person proposes, another approves, and only then it is posted. */
final class CorrectionRoutes {
    private final FinanceStore store;

    CorrectionRoutes(FinanceStore store) {
        this.store = store;
    }

    void on(JsonApi.Builder api) {
        api.get("/v1/corrections", Roles.READ, Params.storing(this::list))
                .post("/v1/corrections", Roles.WRITE, Params.storing(this::propose))
                .post(
                        "/v1/corrections/{correction}/approve",
                        Roles.APPROVE,
                        moved(Command.ApproveCorrection::new))
                .post(
                        "/v1/corrections/{correction}/reject",
                        Roles.APPROVE,
                        moved(Command.RejectCorrection::new))
                .post(
                        "/v1/corrections/{correction}/post",
                        Roles.WRITE,
                        moved(Command.PostCorrection::new));
    }

    private record Proposal(
            String project,
            @Nullable String environment,
            String period,
            String amount,
            String reason) {}

    private Answer propose(Request request) {
        var body = request.body(Proposal.class);
        var ask =
                new Command.ProposeCorrection(
                        Params.project(body.project()),
                        Params.environment(body.environment()),
                        Params.period(body.period()),
                        Params.decimal("amount", body.amount()),
                        body.reason());
        var entry = (Entry.CorrectionProposed) Params.ask(store, ask, request);
        return Answer.created("/v1/corrections", shown(entry.id()));
    }

    private Handler moved(Function<String, Command> ask) {
        return Params.storing(request -> {
            var id = Params.path(request, "correction");
            Params.ask(store, ask.apply(id), request);
            return Answer.ok(shown(id));
        });
    }

    private Object shown(String id) {
        return store.see(
                        OptionalLong.empty(),
                        sight ->
                                Params.stamped(
                                        Views.correction(
                                                sight.books().correction(id).orElseThrow()),
                                        sight))
                .orElseThrow();
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
                                    "corrections",
                                    sight.books().corrections().stream()
                                            .map(Views::correction)
                                            .toList());
                            return Params.stamped(answer, sight);
                        }));
    }
}

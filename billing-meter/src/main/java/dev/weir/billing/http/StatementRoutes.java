package dev.weir.billing.http;

import dev.weir.billing.export.Billed;
import dev.weir.billing.export.CsvFile;
import dev.weir.billing.export.StatementTable;
import dev.weir.billing.ledger.Closing;
import dev.weir.billing.ledger.PeriodState;
import dev.weir.billing.statement.Statement;
import dev.weir.billing.store.ledger.FinanceStore;
import dev.weir.billing.store.ledger.LedgerSnapshot;
import dev.weir.billing.store.reconcile.ReconciliationStore;
import dev.weir.events.ProjectId;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Problem;
import dev.weir.runtime.http.Request;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Months, their statements, and the proof of them. */
final class StatementRoutes {
    private static final int MOST_MONTHS = 240;

    private final FinanceStore store;
    private final ReconciliationStore reconciliations;
    private final InstantSource clock;

    StatementRoutes(FinanceStore store, ReconciliationStore reconciliations, InstantSource clock) {
        this.store = store;
        this.reconciliations = reconciliations;
        this.clock = clock;
    }

    void on(JsonApi.Builder api) {
        api.get("/v1/periods", Roles.READ, Params.storing(this::periods))
                .get("/v1/statements", Roles.READ, Params.storing(this::statements))
                .get("/v1/statements/{period}/{project}", Roles.READ, Params.storing(this::one))
                .get("/v1/reconciliation", Roles.READ, Params.storing(this::reconciliation));
    }

    private Answer periods(Request request) {
        var present = Closing.month(clock.instant());
        return Answer.ok(
                Params.see(
                        store,
                        request,
                        sight -> {
                            var list = new ArrayList<Object>();
                            var first = sight.firstMonth();
                            var month = first == null ? present : first;
                            for (int i = 0; i < MOST_MONTHS && !month.isAfter(present); i++) {
                                list.add(period(sight, month));
                                month = month.plusMonths(1);
                            }
                            var answer = new LinkedHashMap<String, @Nullable Object>();
                            answer.put("periods", list);
                            return Params.stamped(answer, sight);
                        }));
    }

    private static Object period(LedgerSnapshot sight, YearMonth month) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("period", month.toString());
        json.put("state", word(sight.books().state(month)));
        var closed = sight.books().closedAt(month);
        json.put("closedAsOf", closed.isPresent() ? closed.getAsLong() : null);
        return json;
    }

    private static String word(PeriodState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private Answer statements(Request request) {
        var period = Params.period(request.requiredQuery("period"));
        var project = request.query("project").map(Params::project).orElse(null);
        return Answer.ok(
                Params.see(
                        store,
                        request,
                        sight -> {
                            if (project != null) requireKnown(sight, project);
                            var state = sight.books().state(period);
                            boolean issued = state == PeriodState.CLOSED;
                            var answer = new LinkedHashMap<String, @Nullable Object>();
                            answer.put("period", period.toString());
                            answer.put("state", word(state));
                            answer.put(
                                    "statements",
                                    sight.statements(period, project).stream()
                                            .map(next -> Views.statement(next, issued))
                                            .toList());
                            return Params.stamped(answer, sight);
                        }));
    }

    private static void requireKnown(LedgerSnapshot sight, ProjectId project) {
        if (sight.books().knows(project)) return;
        throw Problem.notFound(
                        "not-found",
                        "there is no project " + project + " with an environment",
                        "Check the project's id: GET /v1/projects of the management API lists all.")
                .toException();
    }

    /** What is needed of the sight once it is over. */
    private record Seen(
            Statement statement,
            boolean issued,
            LinkedHashMap<String, @Nullable Object> json,
            LinkedHashMap<String, String> names) {}

    private Answer one(Request request) {
        var period = Params.period(request.path("period"));
        var project = Params.project(request.path("project"));
        Optional<Seen> seen =
                Params.see(
                        store,
                        request,
                        sight ->
                                sight.statements(period, project).stream()
                                        .findFirst()
                                        .map(statement -> seen(sight, statement)));
        if (seen.isEmpty()) {
            throw Problem.notFound(
                            "statement-not-found",
                            "the project " + project + " used nothing in " + period,
                            "GET /v1/statements?period=" + period + " lists who did.")
                    .toException();
        }
        return switch (format(request)) {
            case "html" -> page(seen.get());
            case "csv" ->
                    Answer.bytes(
                                    200,
                                    "text/csv; charset=utf-8",
                                    CsvFile.write(
                                            StatementTable.of(
                                                    List.of(
                                                            new Billed(
                                                                    seen.get().statement(),
                                                                    List.of(),
                                                                    seen.get().issued())))))
                            .withHeader(
                                    "content-disposition",
                                    "attachment; filename=\"statement-%s-%s.csv\""
                                            .formatted(period, project));
            default -> Answer.ok(seen.get().json());
        };
    }

    private static Seen seen(LedgerSnapshot sight, Statement statement) {
        boolean issued = sight.books().state(statement.period()) == PeriodState.CLOSED;
        var names = new LinkedHashMap<String, String>();
        for (var line : statement.lines()) {
            var environment = line.item().environment();
            if (environment == null) continue;
            var name = sight.nameOf(environment.value());
            if (name != null) names.put(environment.value(), name);
        }
        var json = new LinkedHashMap<>(Params.stamped(Views.statement(statement, issued), sight));
        return new Seen(statement, issued, json, names);
    }

    private static Answer page(Seen seen) {
        return Answer.text(
                        200,
                        "text/html",
                        StatementPage.write(seen.statement(), seen.issued(), seen.names()))
                .withHeader(
                        "content-security-policy",
                        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
                                + " form-action 'none'; frame-ancestors 'none'");
    }

    private static String format(Request request) {
        var asked = request.query("format");
        if (asked.isPresent()) {
            if (List.of("json", "html", "csv").contains(asked.get())) return asked.get();
            throw Params.invalid("format must be json, html or csv");
        }
        var accept = request.header("accept").orElse("").toLowerCase(Locale.ROOT);
        if (accept.contains("text/html")) return "html";
        return accept.contains("text/csv") ? "csv" : "json";
    }

    private Answer reconciliation(Request request) {
        var period = Params.period(request.requiredQuery("period"));
        return Answer.ok(Views.reconciliation(reconciliations.of(period)));
    }
}

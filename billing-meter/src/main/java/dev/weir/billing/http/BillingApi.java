package dev.weir.billing.http;

import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.intake.QuarantineStore;
import dev.weir.billing.store.intake.SourceClosing;
import dev.weir.billing.store.ledger.ExportStore;
import dev.weir.billing.store.ledger.FinanceStore;
import dev.weir.billing.store.ledger.ReportStore;
import dev.weir.billing.store.reconcile.ReconciliationStore;
import dev.weir.runtime.http.Access;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.BearerToken;
import dev.weir.runtime.http.JsonApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;

/** The routes of the billing meter, as {@code /openapi.json} describes them. */
public final class BillingApi {
    private BillingApi() {}

    /**
     * Who bills, and in what.
     *
     * @param currency ISO 4217
     * @param provider the name on statements and exports
     */
    public record Biller(String currency, String provider) {}

    /** The API over the meter's database. */
    public static JsonApi of(
            BillingDatabase database,
            Biller biller,
            List<BearerToken> tokens,
            QuarantineStore quarantine,
            InstantSource clock) {
        var finance = new FinanceStore(database, biller.currency(), clock);
        var exports = new ExportStore(database, biller.currency(), biller.provider(), clock);
        var reconciliations =
                new ReconciliationStore(database, biller.currency(), biller.provider());
        var document = openApi();
        var api =
                JsonApi.named("billing")
                        .authenticatedBy(BearerToken.authenticator(tokens))
                        .get(
                                "/openapi.json",
                                Access.PUBLIC,
                                _ -> Answer.bytes(200, "application/json", document));
        new UsageRoutes(new ReportStore(database), clock).on(api);
        new StatementRoutes(finance, reconciliations, clock).on(api);
        new CardRoutes(finance).on(api);
        new BudgetRoutes(finance).on(api);
        new CorrectionRoutes(finance).on(api);
        new SourceRoutes(quarantine, new SourceClosing(database, clock)).on(api);
        new ExportRoutes(exports, finance).on(api);
        return api.build();
    }

    /** The description of the API, OpenAPI 3.1. */
    public static byte[] openApi() {
        try (var stream = BillingApi.class.getResourceAsStream("openapi.json")) {
            if (stream == null) throw new IllegalStateException("openapi.json is not in the jar");
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

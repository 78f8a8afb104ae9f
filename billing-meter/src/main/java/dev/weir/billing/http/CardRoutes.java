package dev.weir.billing.http;

import dev.weir.billing.ledger.Ask.AssignCard;
import dev.weir.billing.ledger.Ask.PublishCard;
import dev.weir.billing.ledger.Entry.CardAssigned;
import dev.weir.billing.ledger.Entry.CardPublished;
import dev.weir.billing.rating.Assignment;
import dev.weir.billing.rating.Metric;
import dev.weir.billing.rating.Pricing;
import dev.weir.billing.rating.Rate;
import dev.weir.billing.rating.Tier;
import dev.weir.billing.store.FinanceStore;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rate cards: published, never changed; and who is rated by which. */
final class CardRoutes {
    private final FinanceStore store;

    CardRoutes(FinanceStore store) {
        this.store = store;
    }

    void on(JsonApi.Builder api) {
        api.get("/v1/rate-cards", Roles.READ, Asking.storing(this::list))
                .post("/v1/rate-cards", Roles.WRITE, Asking.storing(this::publish))
                .post(
                        "/v1/rate-cards/{card}/assignments",
                        Roles.WRITE,
                        Asking.storing(this::assign));
    }

    private record CardBody(
            String id,
            String name,
            Instant effectiveFrom,
            @Nullable String minimum,
            List<RateBody> rates) {}

    private record RateBody(
            String metric,
            String model,
            @Nullable String allowance,
            @Nullable String price,
            @Nullable String packageSize,
            @Nullable List<TierBody> tiers) {
        Rate read() {
            return new Rate(
                    Metric.named(metric),
                    allowance == null ? BigDecimal.ZERO : Asking.decimal("allowance", allowance),
                    pricing());
        }

        private Pricing pricing() {
            return switch (model) {
                case "flat" -> new Pricing.Flat(Asking.decimal("price", price));
                case "per-unit" -> new Pricing.PerUnit(Asking.decimal("price", price));
                case "graduated" -> new Pricing.Graduated(readTiers());
                case "volume" -> new Pricing.Volume(readTiers());
                case "package" ->
                        new Pricing.Packages(
                                Asking.decimal("packageSize", packageSize),
                                Asking.decimal("price", price));
                default ->
                        throw new IllegalArgumentException(
                                "model must be flat, per-unit, graduated, volume or package");
            };
        }

        private List<Tier> readTiers() {
            if (tiers == null) throw new IllegalArgumentException("tiers are missing");
            return tiers.stream()
                    .map(tier ->
                            new Tier(
                                    tier.upTo == null ? null : Asking.decimal("upTo", tier.upTo),
                                    Asking.decimal("price", tier.price)))
                    .toList();
        }
    }

    private record TierBody(@Nullable String upTo, String price) {}

    private record AssignmentBody(@Nullable String project, Instant effectiveFrom) {}

    private Answer publish(Request request) {
        var body = request.body(CardBody.class);
        var rates = Asking.ruled(() -> body.rates().stream().map(RateBody::read).toList());
        var minimum = body.minimum() == null ? null : Asking.decimal("minimum", body.minimum());
        var entry =
                Asking.ask(
                        store,
                        new PublishCard(
                                body.id(), body.name(), body.effectiveFrom(), minimum, rates),
                        request);
        return Answer.created("/v1/rate-cards", Shown.card(((CardPublished) entry).card()));
    }

    private Answer assign(Request request) {
        var body = request.body(AssignmentBody.class);
        var project = body.project() == null ? null : Asking.project(body.project());
        var assignment =
                Asking.ruled(
                        () -> new Assignment(project, request.path("card"), body.effectiveFrom()));
        var entry = Asking.ask(store, new AssignCard(assignment), request);
        return Answer.created(
                "/v1/rate-cards", Shown.assignment(((CardAssigned) entry).assignment()));
    }

    private Answer list(Request request) {
        return Answer.ok(
                Asking.see(
                        store,
                        request,
                        sight -> {
                            var answer = new LinkedHashMap<String, @Nullable Object>();
                            var cards = sight.books().cards();
                            answer.put("currency", store.currency());
                            answer.put(
                                    "rateCards", cards.cards().stream().map(Shown::card).toList());
                            answer.put(
                                    "assignments",
                                    cards.assignments().stream().map(Shown::assignment).toList());
                            return Asking.stamped(answer, sight);
                        }));
    }
}

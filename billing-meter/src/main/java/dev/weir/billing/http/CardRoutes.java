package dev.weir.billing.http;

import dev.weir.billing.ledger.Command.AssignCard;
import dev.weir.billing.ledger.Command.PublishCard;
import dev.weir.billing.ledger.Entry.CardAssigned;
import dev.weir.billing.ledger.Entry.CardPublished;
import dev.weir.billing.rating.Assignment;
import dev.weir.billing.rating.Metric;
import dev.weir.billing.rating.Pricing;
import dev.weir.billing.rating.Rate;
import dev.weir.billing.rating.RateCard;
import dev.weir.billing.rating.Tier;
import dev.weir.billing.store.ledger.FinanceStore;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rate cards: published, never changed; and who is rated by which. */
final class CardRoutes {
    private final FinanceStore store;

    CardRoutes(FinanceStore store) {
        this.store = store;
    }

    void on(JsonApi.Builder api) {
        api.get("/v1/rate-cards", Roles.READ, Params.storing(this::list))
                .get("/v1/rate-cards/{card}", Roles.READ, Params.storing(this::card))
                .get(
                        "/v1/rate-cards/{card}/assignments",
                        Roles.READ,
                        Params.storing(this::assignments))
                .post("/v1/rate-cards", Roles.WRITE, Params.storing(this::publish))
                .post(
                        "/v1/rate-cards/{card}/assignments",
                        Roles.WRITE,
                        Params.storing(this::assign));
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
                    allowance == null ? BigDecimal.ZERO : Params.decimal("allowance", allowance),
                    pricing());
        }

        private Pricing pricing() {
            return switch (model) {
                case "flat" -> new Pricing.Flat(Params.decimal("price", price));
                case "per-unit" -> new Pricing.PerUnit(Params.decimal("price", price));
                case "graduated" -> new Pricing.Graduated(readTiers());
                case "volume" -> new Pricing.Volume(readTiers());
                case "package" ->
                        new Pricing.Packages(
                                Params.decimal("packageSize", packageSize),
                                Params.decimal("price", price));
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
                                    tier.upTo == null ? null : Params.decimal("upTo", tier.upTo),
                                    Params.decimal("price", tier.price)))
                    .toList();
        }
    }

    private record TierBody(@Nullable String upTo, String price) {}

    private record AssignmentBody(@Nullable String project, Instant effectiveFrom) {}

    private Answer publish(Request request) {
        var body = request.body(CardBody.class);
        var rates = Params.ruled(() -> body.rates().stream().map(RateBody::read).toList());
        var minimum = body.minimum() == null ? null : Params.decimal("minimum", body.minimum());
        var entry =
                Params.ask(
                        store,
                        new PublishCard(
                                body.id(), body.name(), body.effectiveFrom(), minimum, rates),
                        request);
        return Answer.created(
                "/v1/rate-cards/" + body.id(), Views.card(((CardPublished) entry).card()));
    }

    private Answer assign(Request request) {
        var body = request.body(AssignmentBody.class);
        var project = body.project() == null ? null : Params.project(body.project());
        var assignment =
                Params.ruled(() ->
                        new Assignment(
                                project, Params.path(request, "card"), body.effectiveFrom()));
        var entry = Params.ask(store, new AssignCard(assignment), request);
        return Answer.created(
                "/v1/rate-cards/" + Params.path(request, "card") + "/assignments",
                Views.assignment(((CardAssigned) entry).assignment()));
    }

    /** The newest version of a card, or the one of {@code ?version=}. */
    private Answer card(Request request) {
        var id = Params.path(request, "card");
        var version = request.query("version");
        return Params.see(
                store,
                request,
                sight -> {
                    var found =
                            sight.books().cards().cards().stream()
                                    .filter(card -> card.id().equals(id))
                                    .filter(card -> is(card, version))
                                    .reduce((_, later) -> later)
                                    .orElseThrow(() -> Params.missing("rate card", id));
                    return Params.tagged(Answer.ok(Views.card(found)), found.version());
                });
    }

    private static boolean is(RateCard card, Optional<String> version) {
        return version.isEmpty() || Integer.toString(card.version()).equals(version.get());
    }

    private Answer assignments(Request request) {
        var id = Params.path(request, "card");
        return Answer.ok(
                Params.see(
                        store,
                        request,
                        sight -> {
                            var cards = sight.books().cards();
                            if (cards.newest(id).isEmpty()) throw Params.missing("rate card", id);
                            var answer = new LinkedHashMap<String, @Nullable Object>();
                            answer.put(
                                    "assignments",
                                    cards.assignments().stream()
                                            .filter(each -> each.card().equals(id))
                                            .map(Views::assignment)
                                            .toList());
                            return Params.stamped(answer, sight);
                        }));
    }

    private Answer list(Request request) {
        return Answer.ok(
                Params.see(
                        store,
                        request,
                        sight -> {
                            var answer = new LinkedHashMap<String, @Nullable Object>();
                            var cards = sight.books().cards();
                            answer.put("currency", store.currency());
                            answer.put(
                                    "rateCards", cards.cards().stream().map(Views::card).toList());
                            answer.put(
                                    "assignments",
                                    cards.assignments().stream().map(Views::assignment).toList());
                            return Params.stamped(answer, sight);
                        }));
    }
}

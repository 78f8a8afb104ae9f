package dev.weir.billing.http;

import dev.weir.billing.ledger.Budget;
import dev.weir.billing.ledger.Correction;
import dev.weir.billing.ledger.LedgerState;
import dev.weir.billing.rating.Assignment;
import dev.weir.billing.rating.Item;
import dev.weir.billing.rating.Pricing;
import dev.weir.billing.rating.Rate;
import dev.weir.billing.rating.RateCard;
import dev.weir.billing.rating.Tier;
import dev.weir.billing.reconcile.Level;
import dev.weir.billing.reconcile.Reconciliation;
import dev.weir.billing.statement.Line;
import dev.weir.billing.statement.Statement;
import dev.weir.billing.store.intake.QuarantineStore;
import dev.weir.billing.store.intake.QuarantineStore.QuarantinedRecord;
import dev.weir.billing.store.ledger.ExportStore.Manifest;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How things are shown as JSON. Decimals are texts, so that no reader rounds them. */
final class Views {
    private Views() {}

    static @Nullable String decimal(@Nullable BigDecimal number) {
        return number == null ? null : number.toPlainString();
    }

    static Map<String, @Nullable Object> card(RateCard card) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("id", card.id());
        json.put("version", card.version());
        json.put("name", card.name());
        json.put("effectiveFrom", card.effectiveFrom());
        json.put("minimum", decimal(card.minimum()));
        json.put("rates", card.rates().stream().map(Views::rate).toList());
        return json;
    }

    private static Map<String, @Nullable Object> rate(Rate rate) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("metric", rate.metric().word());
        json.put("unit", rate.metric().unit());
        json.put("allowance", decimal(rate.allowance()));
        switch (rate.pricing()) {
            case Pricing.Flat(var price) -> {
                json.put("model", "flat");
                json.put("price", decimal(price));
            }
            case Pricing.PerUnit(var price) -> {
                json.put("model", "per-unit");
                json.put("price", decimal(price));
            }
            case Pricing.Graduated(var tiers) -> {
                json.put("model", "graduated");
                json.put("tiers", tiers.stream().map(Views::tier).toList());
            }
            case Pricing.Volume(var tiers) -> {
                json.put("model", "volume");
                json.put("tiers", tiers.stream().map(Views::tier).toList());
            }
            case Pricing.Packages(var size, var price) -> {
                json.put("model", "package");
                json.put("packageSize", decimal(size));
                json.put("price", decimal(price));
            }
        }
        return json;
    }

    private static Map<String, @Nullable Object> tier(Tier tier) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("upTo", decimal(tier.upTo()));
        json.put("price", decimal(tier.unitPrice()));
        return json;
    }

    static Map<String, @Nullable Object> assignment(Assignment assignment) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("project", assignment.project() == null ? null : assignment.project().value());
        json.put("rateCard", assignment.card());
        json.put("effectiveFrom", assignment.effectiveFrom());
        return json;
    }

    static Map<String, @Nullable Object> statement(Statement statement, boolean issued) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("number", statement.number());
        json.put("project", statement.project().value());
        json.put("period", statement.period().toString());
        json.put("state", issued ? "issued" : "draft");
        json.put("madeAsOf", statement.asOf());
        json.put("currency", statement.currency());
        json.put("lines", statement.lines().stream().map(line -> line(statement, line)).toList());
        json.put("rounding", decimal(statement.rounding()));
        json.put("total", decimal(statement.total()));
        return json;
    }

    private static Map<String, @Nullable Object> line(Statement statement, Line line) {
        var item = line.item();
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("kind", item.kind().name().toLowerCase(Locale.ROOT));
        if (statement.corrects(line)) {
            json.put("corrects", Statement.number(item.period(), statement.project()));
        }
        json.put("environment", item.environment() == null ? null : item.environment().value());
        json.put("region", item.region() == null ? null : item.region().value());
        if (item.metric() != null) {
            json.put("metric", item.metric().word());
            json.put("consumed", decimal(line.consumed()));
            json.put("unit", item.metric().unit());
            json.put("priced", decimal(line.priced()));
            json.put("pricingUnit", item.pricingUnit());
            json.put("unitPrice", decimal(item.unitPrice()));
        }
        json.put("rateCard", item.card() == null ? null : item.card() + "/" + item.version());
        json.put(item.kind() == Item.Kind.CORRECTION ? "correction" : "tier", item.tier());
        if (item.note() != null) json.put("reason", item.note());
        json.put("exact", decimal(line.exact()));
        json.put("cost", decimal(line.cost()));
        return json;
    }

    static Map<String, @Nullable Object> correction(Correction correction) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("id", correction.id());
        json.put("state", correction.state().name().toLowerCase(Locale.ROOT));
        json.put("project", correction.project().value());
        json.put(
                "environment",
                correction.environment() == null ? null : correction.environment().value());
        json.put("period", correction.period().toString());
        json.put("corrects", Statement.number(correction.period(), correction.project()));
        json.put("amount", decimal(correction.amount()));
        json.put("reason", correction.reason());
        json.put("proposedBy", correction.proposedBy());
        json.put("decidedBy", correction.decidedBy());
        json.put("into", correction.into() == null ? null : correction.into().toString());
        return json;
    }

    static Map<String, @Nullable Object> budget(Budget budget, LedgerState books) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("id", budget.id());
        json.put("version", budget.version());
        json.put("project", budget.project().value());
        json.put("environment", budget.environment() == null ? null : budget.environment().value());
        json.put("amount", decimal(budget.amount()));
        json.put("thresholds", budget.thresholds());
        json.put("hardStop", budget.hardStop());
        json.put(
                "stoppedIn",
                books.stop(budget.id()).map(stop -> stop.period().toString()).orElse(null));
        json.put(
                "alerts",
                books.alerts(budget.id()).stream()
                        .map(alert -> {
                            var shown = new LinkedHashMap<String, @Nullable Object>();
                            shown.put("period", alert.period().toString());
                            shown.put("version", alert.version());
                            shown.put("threshold", alert.threshold());
                            shown.put("spent", decimal(alert.spent()));
                            return shown;
                        })
                        .toList());
        return json;
    }

    static Map<String, @Nullable Object> aside(QuarantinedRecord aside) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("id", aside.id());
        json.put("topic", aside.topic());
        json.put("partition", aside.partition());
        json.put("offset", aside.offset());
        json.put("node", aside.node());
        json.put("reason", aside.reason().word());
        json.put("detail", aside.detail());
        json.put("loggedAt", aside.loggedAt());
        json.put("outcome", aside.outcome());
        json.put("settledBy", aside.settledBy());
        return json;
    }

    static Map<String, @Nullable Object> driven(QuarantineStore.Driven driven) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        switch (driven) {
            case QuarantineStore.Settled(var outcome) -> json.put("outcome", outcome);
            case QuarantineStore.Waits(var reason, var detail) -> {
                json.put("outcome", "waiting");
                json.put("reason", reason.word());
                json.put("detail", detail);
            }
        }
        return json;
    }

    static Map<String, @Nullable Object> drive(QuarantineStore.Drive drive) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("settled", drive.settled());
        json.put("waiting", drive.driven().size() - drive.settled());
        drive.after().ifPresent(after -> json.put("after", after));
        return json;
    }

    static Map<String, @Nullable Object> manifest(Manifest manifest) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("id", manifest.id());
        json.put("period", manifest.period().toString());
        json.put("state", manifest.state().name().toLowerCase(Locale.ROOT));
        json.put("format", manifest.format().word());
        json.put("file", manifest.fileName());
        json.put("content", "/v1/exports/" + manifest.id() + "/content");
        json.put("bytes", manifest.bytes());
        json.put("sha256", manifest.sha256().hex());
        json.put("rows", manifest.rows());
        json.put("total", decimal(manifest.total()));
        json.put("currency", manifest.currency());
        json.put("createdAt", manifest.createdAt());
        json.put("madeAsOf", manifest.asOf());
        json.put("ledgerHash", manifest.ledgerHash().hex());
        return json;
    }

    static Map<String, @Nullable Object> reconciliation(Reconciliation reconciliation) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("period", reconciliation.period().toString());
        json.put("ok", reconciliation.ok());
        json.put("levels", reconciliation.levels().stream().map(Views::level).toList());
        var platform = new LinkedHashMap<String, @Nullable Object>();
        platform.put("process", decimal(reconciliation.platform().process()));
        platform.put("environments", decimal(reconciliation.platform().environments()));
        platform.put("_platform", decimal(reconciliation.platform().remainder()));
        platform.put("unit", "Core-Seconds");
        json.put("platform", platform);
        json.put("asOf", reconciliation.asOf());
        json.put("completeThrough", reconciliation.completeThrough());
        return json;
    }

    private static Map<String, @Nullable Object> level(Level level) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("id", level.id());
        json.put("what", level.what());
        json.put("unit", level.unit());
        json.put("left", decimal(level.left()));
        json.put("right", decimal(level.right()));
        json.put("difference", decimal(level.difference()));
        json.put("tolerance", decimal(level.tolerance()));
        json.put("ok", level.ok());
        json.put("problems", List.copyOf(level.problems()));
        return json;
    }
}

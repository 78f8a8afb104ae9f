package dev.weir.billing.export;

import dev.weir.billing.export.Table.Column;
import dev.weir.billing.ledger.Closing;
import dev.weir.billing.rating.Charge;
import dev.weir.billing.rating.Item;
import dev.weir.billing.rating.Metric;
import dev.weir.billing.statement.Statement;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements in the form of the FinOps Open Cost and Usage Specification, version 1.2: a row for
 * each day's charge, exact, and one for what the rounded total differs. A project is a billing
 * account, an environment a resource; the sum of BilledCost is the sum of the statements' totals.
 */
public final class Focus {
    /** The version of the specification. */
    public static final String VERSION = "1.2";

    /** Our columns, in their order. What begins with {@code x_} is ours alone. */
    public static final List<Column> COLUMNS =
            List.of(
                    new Column("BilledCost", ColumnType.DECIMAL, false),
                    new Column("BillingAccountId", ColumnType.TEXT, false),
                    new Column("BillingAccountName", ColumnType.TEXT, false),
                    new Column("BillingCurrency", ColumnType.TEXT, false),
                    new Column("BillingPeriodEnd", ColumnType.TIME, false),
                    new Column("BillingPeriodStart", ColumnType.TIME, false),
                    new Column("ChargeCategory", ColumnType.TEXT, false),
                    new Column("ChargeClass", ColumnType.TEXT, true),
                    new Column("ChargeDescription", ColumnType.TEXT, true),
                    new Column("ChargeFrequency", ColumnType.TEXT, false),
                    new Column("ChargePeriodEnd", ColumnType.TIME, false),
                    new Column("ChargePeriodStart", ColumnType.TIME, false),
                    new Column("ConsumedQuantity", ColumnType.DECIMAL, true),
                    new Column("ConsumedUnit", ColumnType.TEXT, true),
                    new Column("ContractedCost", ColumnType.DECIMAL, false),
                    new Column("ContractedUnitPrice", ColumnType.DECIMAL, true),
                    new Column("EffectiveCost", ColumnType.DECIMAL, false),
                    new Column("InvoiceId", ColumnType.TEXT, true),
                    new Column("InvoiceIssuerName", ColumnType.TEXT, false),
                    new Column("ListCost", ColumnType.DECIMAL, false),
                    new Column("ListUnitPrice", ColumnType.DECIMAL, true),
                    new Column("PricingCategory", ColumnType.TEXT, true),
                    new Column("PricingQuantity", ColumnType.DECIMAL, true),
                    new Column("PricingUnit", ColumnType.TEXT, true),
                    new Column("ProviderName", ColumnType.TEXT, false),
                    new Column("PublisherName", ColumnType.TEXT, false),
                    new Column("RegionId", ColumnType.TEXT, true),
                    new Column("RegionName", ColumnType.TEXT, true),
                    new Column("ResourceId", ColumnType.TEXT, true),
                    new Column("ResourceName", ColumnType.TEXT, true),
                    new Column("ResourceType", ColumnType.TEXT, true),
                    new Column("ServiceCategory", ColumnType.TEXT, false),
                    new Column("ServiceName", ColumnType.TEXT, false),
                    new Column("ServiceSubcategory", ColumnType.TEXT, true),
                    new Column("SkuId", ColumnType.TEXT, true),
                    new Column("SkuMeter", ColumnType.TEXT, true),
                    new Column("SkuPriceId", ColumnType.TEXT, true),
                    new Column("x_CorrectedInvoiceId", ColumnType.TEXT, true),
                    new Column("x_LedgerSequence", ColumnType.DECIMAL, false),
                    new Column("x_RateCardVersion", ColumnType.TEXT, true));

    private static final String SERVICE = "Weir data proxy";

    private final String provider;
    private final Function<String, @Nullable String> names;

    /**
     * How rows are made.
     *
     * @param provider who provides and invoices
     * @param names what an environment is called, or null
     */
    public Focus(String provider, Function<String, @Nullable String> names) {
        this.provider = provider;
        this.names = names;
    }

    /** The rows of these statements, in their order. */
    public Table table(List<Billed> statements) {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var billed : statements) {
            for (var charge : billed.charges()) rows.add(row(charge(billed, charge)));
            var exact =
                    billed.charges().stream()
                            .map(Charge::cost)
                            .reduce(BigDecimal.ZERO, BigDecimal::add);
            var rest = billed.statement().total().subtract(exact);
            if (rest.signum() != 0) rows.add(row(rounding(billed, rest)));
        }
        return new Table(COLUMNS, rows);
    }

    private static List<@Nullable Object> row(Map<String, Object> values) {
        var row = new ArrayList<@Nullable Object>();
        for (var column : COLUMNS) row.add(values.get(column.name()));
        return row;
    }

    private Map<String, Object> charge(Billed billed, Charge charge) {
        var item = charge.item();
        boolean correction = !item.period().equals(billed.statement().period());
        var row = common(billed, charge.cost());
        row.put("ChargeCategory", category(item));
        if (correction) row.put("ChargeClass", "Correction");
        row.put("ChargeDescription", description(item));
        row.put("ChargeFrequency", frequency(item));
        boolean whole = item.kind() != Item.Kind.USAGE;
        row.put("ChargePeriodStart", whole ? Closing.start(item.period()) : start(charge.day()));
        row.put(
                "ChargePeriodEnd",
                whole ? Closing.end(item.period()) : start(charge.day().plusDays(1)));
        var metric = item.metric();
        if (metric != null) priced(row, charge, metric);
        if (item.card() != null) row.put("x_RateCardVersion", item.card() + "/" + item.version());
        if (item.region() != null) {
            row.put("RegionId", item.region().value());
            row.put("RegionName", item.region().value());
        }
        if (item.environment() != null) {
            var id = item.environment().value();
            var name = names.apply(id);
            row.put("ResourceId", id);
            row.put("ResourceName", name == null ? id : name);
            row.put("ResourceType", "Environment");
        }
        if (correction) {
            row.put(
                    "x_CorrectedInvoiceId",
                    Statement.number(item.period(), billed.statement().project()));
        }
        return row;
    }

    private static void priced(Map<String, Object> row, Charge charge, Metric metric) {
        var item = charge.item();
        if (item.kind() == Item.Kind.USAGE) {
            row.put("ConsumedQuantity", charge.consumed());
            row.put("ConsumedUnit", metric.unit());
        }
        row.put("PricingCategory", "Standard");
        row.put("PricingQuantity", charge.priced());
        put(row, "PricingUnit", item.pricingUnit());
        put(row, "ContractedUnitPrice", item.unitPrice());
        put(row, "ListUnitPrice", item.unitPrice());
        row.put("SkuId", "weir-" + metric.word());
        row.put("SkuMeter", meter(metric));
        row.put(
                "SkuPriceId",
                "weir-%s/%s/%s"
                        .formatted(
                                metric.word(),
                                item.card() == null ? "none" : item.card(),
                                item.tier().replace(' ', '-')));
    }

    private static void put(Map<String, Object> row, String name, @Nullable Object value) {
        if (value != null) row.put(name, value);
    }

    private Map<String, Object> rounding(Billed billed, BigDecimal rest) {
        var row = common(billed, rest);
        var period = billed.statement().period();
        row.put("ChargeCategory", "Adjustment");
        row.put("ChargeDescription", "Rounding of the statement's total");
        row.put("ChargeFrequency", "One-Time");
        row.put("ChargePeriodStart", Closing.start(period));
        row.put("ChargePeriodEnd", Closing.end(period));
        return row;
    }

    private Map<String, Object> common(Billed billed, BigDecimal cost) {
        var statement = billed.statement();
        var row = new HashMap<String, Object>();
        for (var name : List.of("BilledCost", "ContractedCost", "EffectiveCost", "ListCost")) {
            row.put(name, cost);
        }
        row.put("BillingAccountId", statement.project().value());
        row.put("BillingAccountName", statement.project().value());
        row.put("BillingCurrency", statement.currency());
        row.put("BillingPeriodStart", Closing.start(statement.period()));
        row.put("BillingPeriodEnd", Closing.end(statement.period()));
        if (billed.issued()) row.put("InvoiceId", statement.number());
        row.put("InvoiceIssuerName", provider);
        row.put("ProviderName", provider);
        row.put("PublisherName", provider);
        row.put("ServiceCategory", "Databases");
        row.put("ServiceName", SERVICE);
        row.put("ServiceSubcategory", "Other (Databases)");
        row.put("x_LedgerSequence", BigDecimal.valueOf(statement.asOf()));
        return row;
    }

    private static String category(Item item) {
        return switch (item.kind()) {
            case USAGE -> "Usage";
            case FLAT -> "Purchase";
            case MINIMUM, CORRECTION -> "Adjustment";
        };
    }

    private static String frequency(Item item) {
        return switch (item.kind()) {
            case USAGE -> "Usage-Based";
            case FLAT -> "Recurring";
            case MINIMUM, CORRECTION -> "One-Time";
        };
    }

    private static String description(Item item) {
        return switch (item.kind()) {
            case USAGE, FLAT -> {
                var metric = item.metric();
                yield (metric == null ? "Usage" : meter(metric)) + ", " + item.tier();
            }
            case MINIMUM -> "Up to the monthly minimum";
            case CORRECTION -> item.note() == null ? item.tier() : item.tier() + ": " + item.note();
        };
    }

    /** What a metric is called on statements. */
    public static String meter(Metric metric) {
        return switch (metric) {
            case CPU -> "CPU time";
            case QUERIES -> "Queries";
            case ROWS -> "Rows";
            case BYTES_OUT -> "Data out";
            case DATABASE_BUSY -> "Connection time";
            case ENVIRONMENT -> "Environment";
        };
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}

package dev.weir.billing.export;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a FOCUS file against the rules of the specification, version 1.2, for every column that we
 * write: presence, type, format, nullability, allowed values, and what columns say of each other.
 * It reads the file itself, and knows nothing of how it was made.
 */
public final class FocusChecker {
    /** The most violations that are told. */
    public static final int MOST = 100;

    /**
     * A rule that does not hold.
     *
     * @param rule the column and what is asked of it
     * @param row from 1; 0: the file as a whole
     */
    public record Violation(String rule, int row, String detail) {
        @Override
        public String toString() {
            return rule + (row == 0 ? "" : " (row " + row + ")") + ": " + detail;
        }
    }

    private static final List<String> MANDATORY =
            List.of(
                    "BilledCost",
                    "BillingAccountId",
                    "BillingAccountName",
                    "BillingCurrency",
                    "BillingPeriodEnd",
                    "BillingPeriodStart",
                    "ChargeCategory",
                    "ChargeClass",
                    "ChargeDescription",
                    "ChargePeriodEnd",
                    "ChargePeriodStart",
                    "ContractedCost",
                    "EffectiveCost",
                    "InvoiceIssuerName",
                    "ListCost",
                    "PricingQuantity",
                    "PricingUnit",
                    "ProviderName",
                    "PublisherName",
                    "ServiceCategory",
                    "ServiceName");
    private static final Set<String> NEVER_NULL =
            Set.of(
                    "BilledCost",
                    "BillingAccountId",
                    "BillingCurrency",
                    "BillingPeriodEnd",
                    "BillingPeriodStart",
                    "ChargeCategory",
                    "ChargeFrequency",
                    "ChargePeriodEnd",
                    "ChargePeriodStart",
                    "ContractedCost",
                    "EffectiveCost",
                    "InvoiceIssuerName",
                    "ListCost",
                    "ProviderName",
                    "PublisherName",
                    "ServiceCategory",
                    "ServiceName",
                    "ServiceSubcategory");
    private static final Set<String> DECIMALS =
            Set.of(
                    "BilledCost",
                    "ConsumedQuantity",
                    "ContractedCost",
                    "ContractedUnitPrice",
                    "EffectiveCost",
                    "ListCost",
                    "ListUnitPrice",
                    "PricingQuantity");
    private static final Set<String> NOT_NEGATIVE = Set.of("ContractedUnitPrice", "ListUnitPrice");
    private static final Set<String> TIMES =
            Set.of(
                    "BillingPeriodEnd",
                    "BillingPeriodStart",
                    "ChargePeriodEnd",
                    "ChargePeriodStart");
    private static final Map<String, Set<String>> ALLOWED =
            Map.of(
                    "ChargeCategory", Set.of("Adjustment", "Credit", "Purchase", "Tax", "Usage"),
                    "ChargeClass", Set.of("Correction"),
                    "ChargeFrequency", Set.of("One-Time", "Recurring", "Usage-Based"),
                    "PricingCategory", Set.of("Standard", "Dynamic", "Committed", "Other"),
                    "ServiceCategory",
                            Set.of(
                                    "AI and Machine Learning",
                                    "Analytics",
                                    "Business Applications",
                                    "Compute",
                                    "Databases",
                                    "Developer Tools",
                                    "Multicloud",
                                    "Identity",
                                    "Integration",
                                    "Internet of Things",
                                    "Management and Governance",
                                    "Media",
                                    "Migration",
                                    "Mobile",
                                    "Networking",
                                    "Security",
                                    "Storage",
                                    "Web",
                                    "Other"));
    private static final Set<String> DATABASE_SUBCATEGORIES =
            Set.of(
                    "Caching",
                    "Data Warehouses",
                    "Ledger Databases",
                    "NoSQL Databases",
                    "Relational Databases",
                    "Time Series Databases",
                    "Other (Databases)");
    private static final Pattern COLUMN = Pattern.compile("(x_)?[A-Z][A-Za-z0-9]{0,49}");
    private static final Pattern UNIT =
            Pattern.compile(
                    "([1-9][0-9.]* )?[A-Z][A-Za-z]*(-(Seconds|Minutes|Hours|Days|Months))?");

    private final List<Violation> violations = new ArrayList<>();
    private final List<FocusRow> rows = new ArrayList<>();
    private Set<String> columns = Set.of();

    private FocusChecker() {}

    /** The rules that a file, as CSV, does not keep; at most {@link #MOST}. */
    public static List<Violation> check(byte[] csv) {
        var checker = new FocusChecker();
        try {
            checker.read(CsvFile.read(csv));
        } catch (IllegalArgumentException e) {
            return List.of(new Violation("file: is CSV", 0, String.valueOf(e.getMessage())));
        }
        checker.rows.forEach(checker::row);
        checker.whole();
        return checker.violations.stream().limit(MOST).toList();
    }

    private void read(List<List<@Nullable String>> lines) {
        if (lines.isEmpty()) throw new IllegalArgumentException("there is no header line");
        var header = lines.getFirst();
        var names = new HashSet<String>();
        for (var name : header) {
            if (name == null || !COLUMN.matcher(name).matches()) {
                add(
                        "columns: are named in PascalCase, x_ before those that are ours",
                        0,
                        "" + name);
            } else if (!names.add(name)) {
                add("columns: each once", 0, name);
            }
        }
        columns = names;
        for (var name : MANDATORY) {
            if (!columns.contains(name)) add(name + ": must be present", 0, "it is not");
        }
        for (int i = 1; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.size() != header.size()) {
                add("rows: have a value for every column", i, line.size() + " values");
                continue;
            }
            var values = new HashMap<String, @Nullable String>();
            for (int c = 0; c < header.size(); c++) {
                var name = header.get(c);
                if (name != null) values.put(name, line.get(c));
            }
            rows.add(new FocusRow(i, values));
        }
    }

    private void row(FocusRow row) {
        for (var column : columns) {
            var value = row.text(column);
            if (value == null) {
                if (NEVER_NULL.contains(column)) add(column + ": must not be null", row, "null");
                continue;
            }
            if (value.isBlank() || value.equalsIgnoreCase("null")) {
                add(column + ": null is written as nothing", row, value);
            }
            var allowed = ALLOWED.get(column);
            if (allowed != null && !allowed.contains(value)) {
                add(column + ": must be one of the allowed values", row, value);
            }
            if (DECIMALS.contains(column) && row.decimal(column).isEmpty()) {
                add(column + ": must be a decimal", row, value);
            }
            if (TIMES.contains(column) && row.time(column).isEmpty()) {
                add(column + ": must be a time like 2026-11-01T00:00:00Z", row, value);
            }
        }
        for (var column : NOT_NEGATIVE) {
            if (row.decimal(column).filter(price -> price.signum() < 0).isPresent()) {
                add(column + ": must not be negative", row, "" + row.text(column));
            }
        }
        periods(row);
        quantities(row);
        costs(row);
        together(row);
    }

    private void periods(FocusRow row) {
        before(row, "BillingPeriodStart", "BillingPeriodEnd");
        before(row, "ChargePeriodStart", "ChargePeriodEnd");
        var start = row.time("ChargePeriodStart");
        var end = row.time("ChargePeriodEnd");
        var from = row.time("BillingPeriodStart");
        var to = row.time("BillingPeriodEnd");
        if (start.isEmpty() || end.isEmpty() || from.isEmpty() || to.isEmpty()) return;
        boolean within = !start.get().isBefore(from.get()) && !end.get().isAfter(to.get());
        if (!row.isCorrection() && !within) {
            add("ChargePeriodStart: lies within the billing period", row, start.get().toString());
        }
        if (row.isCorrection() && !start.get().isBefore(from.get())) {
            add("ChargeClass: corrects an earlier billing period", row, start.get().toString());
        }
    }

    private void before(FocusRow row, String start, String end) {
        var from = row.time(start);
        var to = row.time(end);
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            add(end + ": is after " + start, row, to.get().toString());
        }
    }

    private void quantities(FocusRow row) {
        boolean usage = row.is("ChargeCategory", "Usage");
        if (!usage) {
            mustBeNull(row, "ConsumedQuantity", "unless ChargeCategory is Usage");
        } else if (!row.isCorrection()
                && row.decimal("ConsumedQuantity").filter(q -> q.signum() > 0).isEmpty()) {
            add(
                    "ConsumedQuantity: must be positive for usage",
                    row,
                    "" + row.text("ConsumedQuantity"));
        }
        pair(row, "ConsumedQuantity", "ConsumedUnit");
        pair(row, "PricingQuantity", "PricingUnit");
        for (var column : List.of("ConsumedUnit", "PricingUnit")) {
            var unit = row.text(column);
            if (unit != null && !UNIT.matcher(unit).matches()) {
                add(column + ": must be in the unit format", row, unit);
            }
        }
        for (var column :
                List.of(
                        "PricingQuantity",
                        "PricingCategory",
                        "ContractedUnitPrice",
                        "ListUnitPrice",
                        "SkuId",
                        "SkuPriceId")) {
            if (row.isPriced() && !row.has(column)) {
                add(column + ": must not be null for usage and purchases", row, "null");
            }
            if (row.is("ChargeCategory", "Tax")) mustBeNull(row, column, "for taxes");
        }
        if (row.is("ChargeFrequency", "Usage-Based") != usage) {
            add("ChargeFrequency: is Usage-Based for usage", row, "" + row.text("ChargeFrequency"));
        }
    }

    private void costs(FocusRow row) {
        product(row, "ContractedUnitPrice", "ContractedCost");
        product(row, "ListUnitPrice", "ListCost");
        for (var pair :
                Map.of("ContractedUnitPrice", "ContractedCost", "ListUnitPrice", "ListCost")
                        .entrySet()) {
            if (row.has(pair.getKey()) || row.is("ChargeCategory", "Tax")) continue;
            if (!same(row.decimal(pair.getValue()), row.decimal("BilledCost"))) {
                add(
                        pair.getValue() + ": without a unit price is the billed cost",
                        row,
                        "" + row.text(pair.getValue()));
            }
        }
        if (!same(row.decimal("EffectiveCost"), row.decimal("BilledCost"))) {
            add("EffectiveCost: without commitments is the billed cost", row, "differs");
        }
    }

    private void product(FocusRow row, String price, String cost) {
        var unit = row.decimal(price);
        var quantity = row.decimal("PricingQuantity");
        var product = row.decimal(cost);
        if (unit.isEmpty() || quantity.isEmpty() || product.isEmpty() || row.isCorrection()) return;
        if (unit.get().multiply(quantity.get()).compareTo(product.get()) != 0) {
            add(
                    cost + ": is " + price + " times PricingQuantity",
                    row,
                    quantity.get() + " x " + unit.get() + ", not " + product.get());
        }
    }

    private static boolean same(
            java.util.Optional<BigDecimal> one, java.util.Optional<BigDecimal> other) {
        return one.isPresent() && other.isPresent() && one.get().compareTo(other.get()) == 0;
    }

    private void together(FocusRow row) {
        pair(row, "RegionId", "RegionName");
        if (!row.has("ResourceId")) {
            mustBeNull(row, "ResourceName", "without ResourceId");
            mustBeNull(row, "ResourceType", "without ResourceId");
        } else if (!row.has("ResourceType")) {
            add("ResourceType: must not be null with ResourceId", row, "null");
        }
        if (!row.has("SkuId")) {
            mustBeNull(row, "SkuMeter", "without SkuId");
            mustBeNull(row, "SkuPriceId", "without SkuId");
        }
        var subcategory = row.text("ServiceSubcategory");
        if (subcategory != null
                && row.is("ServiceCategory", "Databases")
                && !DATABASE_SUBCATEGORIES.contains(subcategory)) {
            add("ServiceSubcategory: must be one of its category's", row, subcategory);
        }
        var currency = row.text("BillingCurrency");
        if (currency != null && !isCurrency(currency)) {
            add("BillingCurrency: must be a code of ISO 4217", row, currency);
        }
    }

    private static boolean isCurrency(String code) {
        try {
            return Currency.getInstance(code).getCurrencyCode().equals(code);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private void whole() {
        one(
                "InvoiceId: belongs to one billing account",
                row -> row.text("InvoiceId"),
                row -> row.text("BillingAccountId"));
        one(
                "SkuPriceId: belongs to one SKU",
                row -> row.text("SkuPriceId"),
                row -> row.text("SkuId"));
        one(
                "BillingAccountId: has one name",
                row -> row.text("BillingAccountId"),
                row -> row.text("BillingAccountName"));
        one(
                "BillingCurrency: is one for an invoice",
                row -> row.text("InvoiceId"),
                row -> row.text("BillingCurrency"));
        one(
                "ServiceName: has one category",
                row -> row.text("ServiceName"),
                row -> row.text("ServiceCategory"));
    }

    private void one(
            String rule,
            Function<FocusRow, @Nullable String> of,
            Function<FocusRow, @Nullable String> value) {
        var seen = new HashMap<String, String>();
        for (var row : rows) {
            var key = of.apply(row);
            if (key == null) continue;
            var now = String.valueOf(value.apply(row));
            var before = seen.putIfAbsent(key, now);
            if (before != null && !before.equals(now)) {
                add(rule, row, key + " has " + before + " and " + now);
            }
        }
    }

    private void pair(FocusRow row, String one, String other) {
        Predicate<String> present = row::has;
        if (present.test(one) != present.test(other)) {
            add(other + ": is null with " + one + ", and only then", row, "" + row.text(other));
        }
    }

    private void mustBeNull(FocusRow row, String column, String when) {
        if (row.has(column)) add(column + ": must be null " + when, row, "" + row.text(column));
    }

    private void add(String rule, FocusRow row, String detail) {
        add(rule, row.number(), detail);
    }

    private void add(String rule, int row, String detail) {
        if (violations.size() <= MOST) violations.add(new Violation(rule, row, detail));
    }
}

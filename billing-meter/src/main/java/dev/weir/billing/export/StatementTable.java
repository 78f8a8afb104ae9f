package dev.weir.billing.export;

import dev.weir.billing.export.Table.Column;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements as a table for a spreadsheet: their lines, rounded as they stand on the page. */
public final class StatementTable {
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("statement", ColumnType.TEXT, false),
                    new Column("project", ColumnType.TEXT, false),
                    new Column("period", ColumnType.TEXT, false),
                    new Column("kind", ColumnType.TEXT, false),
                    new Column("environment", ColumnType.TEXT, true),
                    new Column("region", ColumnType.TEXT, true),
                    new Column("metric", ColumnType.TEXT, true),
                    new Column("rate_card", ColumnType.TEXT, true),
                    new Column("tier", ColumnType.TEXT, true),
                    new Column("consumed", ColumnType.DECIMAL, true),
                    new Column("priced", ColumnType.DECIMAL, true),
                    new Column("pricing_unit", ColumnType.TEXT, true),
                    new Column("unit_price", ColumnType.DECIMAL, true),
                    new Column("cost", ColumnType.DECIMAL, false),
                    new Column("currency", ColumnType.TEXT, false),
                    new Column("used_in", ColumnType.TEXT, false),
                    new Column("note", ColumnType.TEXT, true));

    private StatementTable() {}

    /** The lines of these statements, in their order. */
    public static Table of(List<Billed> statements) {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var billed : statements) {
            var statement = billed.statement();
            for (var line : statement.lines()) {
                var item = line.item();
                var metric = item.metric();
                var row = new ArrayList<@Nullable Object>();
                row.add(statement.number());
                row.add(statement.project().value());
                row.add(statement.period().toString());
                row.add(item.kind().name().toLowerCase(java.util.Locale.ROOT));
                row.add(item.environment() == null ? null : item.environment().value());
                row.add(item.region() == null ? null : item.region().value());
                row.add(metric == null ? null : metric.word());
                row.add(item.card() == null ? null : item.card() + "/" + item.version());
                row.add(item.tier());
                row.add(metric == null ? null : line.consumed());
                row.add(metric == null ? null : line.priced());
                row.add(item.pricingUnit());
                row.add(item.unitPrice());
                row.add(line.cost());
                row.add(statement.currency());
                row.add(item.period().toString());
                row.add(item.note());
                rows.add(row);
            }
            if (statement.rounding().signum() != 0) rows.add(rounding(billed));
        }
        return new Table(COLUMNS, rows);
    }

    private static List<@Nullable Object> rounding(Billed billed) {
        var statement = billed.statement();
        var row = new ArrayList<@Nullable Object>();
        for (var column : COLUMNS) {
            row.add(
                    switch (column.name()) {
                        case "statement" -> statement.number();
                        case "project" -> statement.project().value();
                        case "period", "used_in" -> statement.period().toString();
                        case "kind" -> "rounding";
                        case "cost" -> statement.rounding();
                        case "currency" -> statement.currency();
                        default -> null;
                    });
        }
        return row;
    }
}

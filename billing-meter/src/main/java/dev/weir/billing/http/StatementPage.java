package dev.weir.billing.http;

import dev.weir.billing.export.Focus;
import dev.weir.billing.rating.Item;
import dev.weir.billing.statement.Line;
import dev.weir.billing.statement.Statement;
import java.util.Map;

/** A statement as a page that is read on a screen and printed on paper. */
final class StatementPage {
    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Statement {number}</title>
            <style>
            :root { color-scheme: light; }
            body { font: 15px/1.45 system-ui, sans-serif; color: #1b1b1b; margin: 2rem auto;
              max-width: 60rem; padding: 0 1rem; }
            h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; }
            dt { color: #595959; } dd { margin: 0; }
            table { border-collapse: collapse; width: 100%; margin-top: 1.5rem; }
            th { text-align: left; border-bottom: 2px solid #1b1b1b; }
            th, td { padding: .35rem .5rem .35rem 0; vertical-align: top; }
            td { border-bottom: 1px solid #d0d0d0; }
            .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            tfoot td { font-weight: 600; border-top: 2px solid #1b1b1b; border-bottom: 0; }
            .draft { border: 2px solid #8a4b00; color: #8a4b00; display: inline-block;
              padding: .1rem .6rem; font-weight: 600; }
            small { color: #595959; }
            @page { size: A4; margin: 18mm; }
            @media print {
              body { margin: 0; max-width: none; padding: 0; font-size: 10pt; }
              thead { display: table-header-group; }
              tr { break-inside: avoid; }
            }
            </style>
            </head>
            <body>
            <h1>Statement {number}</h1>
            """;

    private StatementPage() {}

    /**
     * The page.
     *
     * @param names what environments are called, by id
     */
    static String write(Statement statement, boolean issued, Map<String, String> names) {
        var page = new StringBuilder(HEAD.replace("{number}", escape(statement.number())));
        if (!issued) page.append("<p class=\"draft\">Draft: the month is not closed</p>\n");
        page.append("<dl>");
        term(page, "Project", statement.project().value());
        term(page, "Month (UTC)", statement.period().toString());
        term(page, "Currency", statement.currency());
        term(page, "Ledger entry", Long.toString(statement.asOf()));
        page.append("</dl>\n<table>\n<thead><tr><th>What</th><th>Environment</th>");
        page.append("<th class=\"number\">Quantity</th><th class=\"number\">Unit price</th>");
        page.append("<th class=\"number\">Cost</th></tr></thead>\n<tbody>\n");
        for (var line : statement.lines()) row(page, statement, line, names);
        if (statement.rounding().signum() != 0) {
            page.append("<tr><td colspan=\"4\">Rounding of the lines above</td>");
            number(page, statement.rounding().toPlainString());
            page.append("</tr>\n");
        }
        page.append("</tbody>\n<tfoot><tr><td colspan=\"4\">Total</td>");
        number(page, statement.total().toPlainString() + " " + statement.currency());
        page.append("</tr></tfoot>\n</table>\n</body>\n</html>\n");
        return page.toString();
    }

    private static void row(
            StringBuilder page, Statement statement, Line line, Map<String, String> names) {
        var item = line.item();
        page.append("<tr><td>").append(escape(what(item)));
        if (item.card() != null) {
            page.append("<br><small>")
                    .append(escape(item.card() + ", version " + item.version()))
                    .append("</small>");
        }
        if (statement.corrects(line)) {
            page.append("<br><small>corrects ")
                    .append(escape(Statement.number(item.period(), statement.project())))
                    .append("</small>");
        }
        page.append("</td><td>");
        if (item.environment() != null) {
            var id = item.environment().value();
            page.append(escape(names.getOrDefault(id, id)));
            if (names.containsKey(id)) {
                page.append("<br><small>").append(escape(id)).append("</small>");
            }
        }
        page.append("</td>");
        number(
                page,
                item.pricingUnit() == null
                        ? ""
                        : line.priced().toPlainString() + " " + item.pricingUnit());
        number(page, item.unitPrice() == null ? "" : item.unitPrice().toPlainString());
        number(page, line.cost().toPlainString());
        page.append("</tr>\n");
    }

    private static String what(Item item) {
        return switch (item.kind()) {
            case USAGE, FLAT ->
                    (item.metric() == null ? "Usage" : Focus.meter(item.metric()))
                            + ", "
                            + item.tier();
            case MINIMUM -> "Up to the monthly minimum";
            case CORRECTION ->
                    "Correction " + item.tier() + (item.note() == null ? "" : ": " + item.note());
        };
    }

    private static void term(StringBuilder page, String term, String value) {
        page.append("<dt>")
                .append(escape(term))
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd>");
    }

    private static void number(StringBuilder page, String text) {
        page.append("<td class=\"number\">").append(escape(text)).append("</td>");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

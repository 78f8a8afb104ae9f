package dev.weir.billing.store.ledger;

import dev.weir.billing.export.Billed;
import dev.weir.billing.export.CsvFile;
import dev.weir.billing.export.Focus;
import dev.weir.billing.export.FocusChecker;
import dev.weir.billing.ledger.Entry.ExportMade;
import dev.weir.billing.ledger.Hash;
import dev.weir.billing.reconcile.Level;
import dev.weir.billing.store.ledger.ExportStore.Format;
import dev.weir.billing.store.ledger.ExportStore.Manifest;
import dev.weir.billing.store.ledger.LedgerReader.Dated;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Checks the files that were made of a month; where none was, one that is made for the purpose. */
public final class Exports {
    private final Connection connection;
    private final String currency;
    private final String provider;

    public Exports(Connection connection, String currency, String provider) {
        this.connection = connection;
        this.currency = currency;
        this.provider = provider;
    }

    public Level level(
            LedgerSnapshot sight, YearMonth period, BigDecimal totals, List<Billed> rated)
            throws SQLException {
        var problems = new ArrayList<String>();
        var sum = BigDecimal.ZERO;
        var fresh = new Focus(provider, sight::nameOf).table(rated);
        var csv = CsvFile.write(fresh);
        long of = sight.books().closedAt(period).orElse(sight.asOf());
        var manifests =
                ExportStore.manifests(connection, currency, "period = ?", period.toString());
        problems.addAll(unlikeTheLedger(sight, period, manifests));
        for (var manifest : manifests) {
            var content = ExportStore.content(connection, manifest.id()).orElseThrow();
            check(manifest, content, problems);
            if (manifest.asOf() == of && manifest.format() == Format.FOCUS_CSV) {
                csv = expanded(manifest, content, problems);
            }
            if (manifest.asOf() == of && manifest.format() == Format.FOCUS_PARQUET) {
                if (!Arrays.equals(content, ExportStore.bytes(fresh, Format.FOCUS_PARQUET))) {
                    problems.add(manifest.id() + ": does not come out again");
                }
            }
        }
        FocusChecker.check(csv).forEach(violation -> problems.add("FOCUS " + violation));
        try {
            sum = billed(csv);
        } catch (IllegalArgumentException e) {
            problems.add("the file cannot be read: " + e.getMessage());
        }
        return Level.exact(
                        "R6",
                        "statement totals, BilledCost in the exported file",
                        "money",
                        totals,
                        sum)
                .with(problems);
    }

    /** Files that the ledger does not know so, and those of it that are gone. */
    private static List<String> unlikeTheLedger(
            LedgerSnapshot sight, YearMonth period, List<Manifest> manifests) {
        var problems = new ArrayList<String>();
        var entered =
                sight.reader().entries("export", ExportMade.class).stream()
                        .filter(made -> made.entry().period().equals(period))
                        .collect(Collectors.toCollection(HashSet::new));
        for (var manifest : manifests) {
            var kept = new Dated<>(ExportStore.entry(manifest), manifest.createdAt());
            if (!entered.remove(kept)) problems.add(manifest.id() + ": not so in the ledger");
        }
        entered.forEach(made -> problems.add(made.entry().id() + ": the file is gone"));
        return problems;
    }

    private static void check(Manifest manifest, byte[] content, List<String> problems) {
        if (!Hash.over(content).equals(manifest.sha256())) {
            problems.add(manifest.id() + ": the file is not the one of its SHA-256");
        }
    }

    private static byte[] expanded(Manifest manifest, byte[] content, List<String> problems) {
        try {
            return CsvFile.expand(content);
        } catch (IllegalArgumentException e) {
            problems.add(manifest.id() + ": " + e.getMessage());
            return new byte[0];
        }
    }

    /** The sum of BilledCost, read from the file. */
    private static BigDecimal billed(byte[] csv) {
        var lines = CsvFile.read(csv);
        if (lines.isEmpty()) throw new IllegalArgumentException("it is empty");
        int index = lines.getFirst().indexOf("BilledCost");
        if (index < 0) throw new IllegalArgumentException("it has no BilledCost");
        var sum = BigDecimal.ZERO;
        for (var line : lines.subList(1, lines.size())) {
            var cell = index < line.size() ? line.get(index) : null;
            if (cell != null) sum = sum.add(new BigDecimal(cell));
        }
        return sum;
    }
}

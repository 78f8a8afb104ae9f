package dev.weir.billing.store.ledger;

import dev.weir.billing.export.CsvFile;
import dev.weir.billing.export.Focus;
import dev.weir.billing.export.ParquetFile;
import dev.weir.billing.export.StatementTable;
import dev.weir.billing.export.Table;
import dev.weir.billing.ledger.Entry.ExportMade;
import dev.weir.billing.ledger.Hash;
import dev.weir.billing.ledger.PeriodState;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes files, and keeps them as they were handed out. */
public final class ExportStore {
    /** Which kind of file. */
    public enum Format {
        /** Statement lines. */
        CSV("text/csv", "csv"),
        /** FOCUS 1.2 rows as compressed CSV. */
        FOCUS_CSV("application/gzip", "csv.gz"),
        /** FOCUS 1.2 rows as Parquet. */
        FOCUS_PARQUET("application/vnd.apache.parquet", "parquet");

        private final String mediaType;
        private final String suffix;

        Format(String mediaType, String suffix) {
            this.mediaType = mediaType;
            this.suffix = suffix;
        }

        /** Its media type. */
        public String mediaType() {
            return mediaType;
        }

        /** As it is written in questions: {@code focus-csv}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The format of that word. */
        public static Optional<Format> named(String word) {
            for (var format : values()) if (format.word().equals(word)) return Optional.of(format);
            return Optional.empty();
        }
    }

    /**
     * What a file is of.
     *
     * @param state whether the month was closed
     * @param asOf the ledger's sequence number that it was made from
     * @param total the sum of its costs
     * @param ledgerHash the hash of the ledger's row at {@code asOf}
     */
    public record Manifest(
            String id,
            YearMonth period,
            PeriodState state,
            Format format,
            long asOf,
            Instant createdAt,
            long rows,
            BigDecimal total,
            String currency,
            Hash sha256,
            long bytes,
            Hash ledgerHash) {
        /** What it is called on a disk. */
        public String fileName() {
            return id + "." + format.suffix;
        }
    }

    private static final String COLUMNS =
            "id, period, state, format, as_of, created_at, row_count, total, sha256,"
                    + " length(content), ledger_hash";

    private final BillingDatabase database;
    private final String currency;
    private final String provider;
    private final InstantSource clock;

    /**
     * A store in the database.
     *
     * @param provider who provides and invoices
     */
    public ExportStore(
            BillingDatabase database, String currency, String provider, InstantSource clock) {
        this.database = database;
        this.currency = currency;
        this.provider = provider;
        this.clock = clock;
    }

    /**
     * A month's file, made now unless it was made before from the same sequence number. A closed
     * month's is always made from the one it was closed at.
     *
     * @return empty when there is no such sequence number yet
     * @throws StoreFault when the database failed: no file was made
     */
    public Optional<Manifest> make(YearMonth period, Format format, OptionalLong wanted) {
        return database.write(connection -> {
            long newest = LedgerTable.head(connection).sequence();
            if (wanted.orElse(newest) > newest) return Optional.empty();
            long until = wanted.isPresent() ? wanted.getAsLong() : newestBesideExports(connection);
            var sight = new LedgerSnapshot(connection, currency, until);
            var state = sight.books().state(period);
            long asOf = sight.books().closedAt(period).orElse(until);
            var id = "%s-%s-%d".formatted(period, format.word(), asOf);
            var before = manifest(connection, id);
            if (before.isPresent()) return before;
            var table = table(sight, period, format, provider);
            var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            boolean made = insert(connection, id, period, state, format, asOf, table, now);
            var manifest = manifest(connection, id);
            if (made) LedgerTable.append(connection, List.of(entry(manifest.orElseThrow())), now);
            return manifest;
        });
    }

    /** That files were made changes nothing that a file is made from. */
    private static long newestBesideExports(Connection connection) throws SQLException {
        var sql = "SELECT seq FROM ledger WHERE kind <> 'export' ORDER BY seq DESC LIMIT 1";
        try (var statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** What the ledger says of a file. */
    static ExportMade entry(Manifest manifest) {
        return new ExportMade(
                manifest.id(),
                manifest.period(),
                manifest.format().word(),
                manifest.state(),
                manifest.asOf(),
                manifest.rows(),
                manifest.total(),
                manifest.sha256().hex(),
                manifest.ledgerHash().hex());
    }

    /** The table that a file of that format is of. */
    static Table table(LedgerSnapshot sight, YearMonth period, Format format, String provider) {
        var billed = sight.rated(period, null);
        return format == Format.CSV
                ? StatementTable.of(billed)
                : new Focus(provider, sight::nameOf).table(billed);
    }

    /** The file of a table. */
    static byte[] bytes(Table table, Format format) {
        return switch (format) {
            case CSV -> CsvFile.write(table);
            case FOCUS_CSV -> CsvFile.compress(CsvFile.write(table));
            case FOCUS_PARQUET -> ParquetFile.write(table);
        };
    }

    /** Answers whether it was not there yet. */
    private static boolean insert(
            Connection connection,
            String id,
            YearMonth period,
            PeriodState state,
            Format format,
            long asOf,
            Table table,
            Instant now)
            throws SQLException {
        var content = bytes(table, format);
        var sql =
                """
                INSERT INTO export_file (id, period, as_of, format, state, created_at, row_count,
                    total, sha256, ledger_hash, content)
                SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    coalesce((SELECT hash FROM ledger WHERE seq = ?), decode(repeat('00', 32), 'hex')),
                    ?
                ON CONFLICT DO NOTHING\
                """;
        var cost = format == Format.CSV ? "cost" : "BilledCost";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            statement.setString(2, period.toString());
            statement.setLong(3, asOf);
            statement.setString(4, format.word());
            statement.setString(5, state.name());
            statement.setObject(6, now.atOffset(ZoneOffset.UTC));
            statement.setLong(7, table.rows().size());
            statement.setBigDecimal(8, table.sum(cost));
            statement.setBytes(9, Hash.over(content).bytes());
            statement.setLong(10, asOf);
            statement.setBytes(11, content);
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * What a file is of, if it was made.
     *
     * @throws StoreFault when the database failed
     */
    public Optional<Manifest> manifest(String id) {
        return database.read(connection -> manifest(connection, id));
    }

    private Optional<Manifest> manifest(Connection connection, String id) throws SQLException {
        return manifests(connection, currency, "id = ?", id).stream().findFirst();
    }

    /**
     * All files of a month, oldest first; of every month when it is null.
     *
     * @throws StoreFault when the database failed
     */
    public List<Manifest> manifests(Optional<YearMonth> period) {
        return database.read(connection ->
                period.isPresent()
                        ? manifests(connection, currency, "period = ?", period.get().toString())
                        : manifests(connection, currency, "? <> ''", "all"));
    }

    static List<Manifest> manifests(
            Connection connection, String currency, String where, String value)
            throws SQLException {
        var sql =
                "SELECT "
                        + COLUMNS
                        + " FROM export_file WHERE "
                        + where
                        + " ORDER BY created_at, id LIMIT 1000";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<Manifest>();
                while (rows.next()) all.add(manifest(rows, currency));
                return all;
            }
        }
    }

    private static Manifest manifest(ResultSet rows, String currency) throws SQLException {
        return new Manifest(
                rows.getString(1),
                YearMonth.parse(rows.getString(2)),
                PeriodState.valueOf(rows.getString(3)),
                Format.named(rows.getString(4)).orElseThrow(),
                rows.getLong(5),
                rows.getObject(6, OffsetDateTime.class).toInstant(),
                rows.getLong(7),
                rows.getBigDecimal(8),
                currency,
                Hash.of(rows.getBytes(9)),
                rows.getLong(10),
                Hash.of(rows.getBytes(11)));
    }

    /**
     * A file as it was made.
     *
     * @throws StoreFault when the database failed
     */
    public Optional<byte[]> content(String id) {
        return database.read(connection -> content(connection, id));
    }

    static Optional<byte[]> content(Connection connection, String id) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT content FROM export_file WHERE id = ?")) {
            statement.setString(1, id);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
            }
        }
    }
}

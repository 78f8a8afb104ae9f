package dev.weir.billing.export;

import dev.weir.billing.report.UsageCsv;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A table as CSV (RFC 4180) in UTF-8 with a header line. Texts are made harmless to spreadsheets;
 * numbers are plain decimals.
 */
public final class CsvFile {
    private CsvFile() {}

    /** The whole file. */
    public static byte[] write(Table table) {
        var text = new StringBuilder();
        text.append(
                        table.columns().stream()
                                .map(Table.Column::name)
                                .collect(Collectors.joining(",")))
                .append("\r\n");
        for (var row : table.rows()) {
            text.append(row.stream().map(CsvFile::cell).collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String cell(@Nullable Object value) {
        if (value instanceof BigDecimal number) return number.toPlainString();
        return UsageCsv.text(value == null ? null : value.toString());
    }

    /** The same, compressed. */
    public static byte[] compress(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("never fails in memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * What was compressed.
     *
     * @throws IllegalArgumentException when it was not, or has been changed
     */
    public static byte[] expand(byte[] content) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new IllegalArgumentException("not a whole gzip file", e);
        }
    }

    /**
     * Cells of a file, the header line first; an empty cell is null.
     *
     * @throws IllegalArgumentException when it is not CSV
     */
    public static List<List<@Nullable String>> read(byte[] file) {
        var text = new String(file, StandardCharsets.UTF_8);
        var lines = new ArrayList<List<@Nullable String>>();
        var line = new ArrayList<@Nullable String>();
        int at = 0;
        while (at < text.length()) {
            var cell = new StringBuilder();
            if (text.charAt(at) == '"') {
                at = quoted(text, at + 1, cell);
            } else {
                while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
                    cell.append(text.charAt(at++));
                }
            }
            line.add(cell.isEmpty() ? null : cell.toString());
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
                if (at < text.length()) continue;
                throw new IllegalArgumentException("the last line does not end");
            }
            if (!text.startsWith("\r\n", at)) {
                throw new IllegalArgumentException("no line end at character " + at);
            }
            at += 2;
            lines.add(line);
            line = new ArrayList<>();
        }
        return lines;
    }

    private static int quoted(String text, int from, StringBuilder cell) {
        int at = from;
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next != '"') {
                cell.append(next);
            } else if (at < text.length() && text.charAt(at) == '"') {
                cell.append('"');
                at++;
            } else {
                return at;
            }
        }
        throw new IllegalArgumentException("a quote does not end");
    }
}

package dev.weir.billing.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFileTest {
    /** An independent reader, which leaves decimals as their bytes. */
    private static final String READER =
            """
            import { readFileSync } from 'node:fs'
            import { parquetReadObjects, parquetMetadata } from 'hyparquet'
            const bytes = readFileSync(process.argv[2])
            const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
            const rows = await parquetReadObjects({ file })
            const schema = parquetMetadata(file).schema.slice(1)
              .map(e => [e.name, e.logical_type?.type, e.scale ?? null, e.repetition_type])
            console.log(JSON.stringify({ schema, rows: rows.map(r =>
              Object.fromEntries(Object.entries(r).map(([k, v]) =>
                [k, v instanceof Date ? v.toISOString() : typeof v === 'bigint' ? String(v) : v ?? null]))) }))
            """;

    @TempDir Path folder;

    @Test
    void anIndependentReaderReadsTheSame() throws Exception {
        install();
        var table = FocusCheckerTest.table();
        var file = folder.resolve("focus.parquet");
        Files.write(file, ParquetFile.write(table));
        Files.writeString(folder.resolve("read.mjs"), READER);

        var read = new ObjectMapper().readTree(run("node", "read.mjs", file.toString()));

        assertThat(read.at("/schema")).hasSize(table.columns().size());
        assertThat(read.at("/rows")).hasSize(table.rows().size());
        for (int r = 0; r < table.rows().size(); r++) {
            for (int c = 0; c < table.columns().size(); c++) {
                var column = table.columns().get(c);
                var value = table.rows().get(r).get(c);
                var found = read.at("/rows/" + r).get(column.name());
                if (value == null) {
                    assertThat(found.isNull()).as(column.name()).isTrue();
                    continue;
                }
                switch (column.type()) {
                    case TEXT -> assertThat(found.asText()).isEqualTo(value.toString());
                    case TIME ->
                            assertThat(java.time.Instant.parse(found.asText())).isEqualTo(value);
                    // The reader makes a double of it: fifteen digits.
                    case DECIMAL ->
                            assertThat(found.decimalValue().subtract((BigDecimal) value).abs())
                                    .isLessThan(new BigDecimal("0.000000000001"));
                }
            }
        }
    }

    @Test
    void theSameTableGivesTheSameBytes() {
        assertThat(ParquetFile.write(FocusCheckerTest.table()))
                .isEqualTo(ParquetFile.write(FocusCheckerTest.table()));
    }

    @Test
    void refusesADecimalThatItCannotKeepExactly() {
        var column = new Table.Column("a", ColumnType.DECIMAL, false);
        var tooFine = new ArrayList<@Nullable Object>();
        tooFine.add(new BigDecimal("0.0000000000000000000001"));

        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> ParquetFile.write(new Table(List.of(column), List.of(tooFine))));
    }

    private void install() throws Exception {
        Files.writeString(
                folder.resolve("package.json"),
                "{\"private\":true,\"type\":\"module\",\"dependencies\":{\"hyparquet\":\"1.31.5\"}}");
        assumeThat(has("npm")).as("npm is installed").isTrue();
        run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent");
    }

    private static boolean has(String command) {
        for (var path : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(path, command))) return true;
        }
        return false;
    }

    private String run(String... command) throws Exception {
        var process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
        return out;
    }
}

package dev.weir.data.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.http.Rejection;
import dev.weir.data.pool.LoanRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation lists every status and code of Weir's own that an answer can have. */
class SqlErrorTableTest {
    private static final Pattern ROW = Pattern.compile("\\| ([0-9, ]+) \\| (`[^|]+`) \\|.*");

    @Test
    void everyFailureHasARow() throws Exception {
        var documented = documented();

        assertThat(failures().map(error -> error.status() + " " + error.code()))
                .isNotEmpty()
                .allSatisfy(pair -> assertThat(documented).contains(pair));
    }

    private static Stream<SqlError> failures() {
        var rejections =
                Stream.of(Rejection.Reason.values())
                        .map(reason -> SqlErrors.of(Rejection.of(reason, "x")));
        var faults =
                Stream.of(DatabaseFault.Kind.values())
                        .filter(kind -> kind != DatabaseFault.Kind.SERVER)
                        .map(kind -> new DatabaseFault(kind, "", "x", Map.of()))
                        .map(fault -> SqlErrors.of(fault, 1));
        var loans =
                Stream.of(LoanRefused.Reason.values())
                        .map(reason -> SqlErrors.of(new LoanRefused(reason, "x"), 1));
        var more =
                Stream.of(
                        SqlErrors.of(new BadRequest("x"), 1),
                        SqlErrors.of(new IllegalStateException("x"), 1),
                        SqlErrors.tooLargeWrite(1),
                        SqlErrors.otherEnvironment("x"),
                        SqlErrors.otherDatabase("x", "y"));
        return Stream.of(rejections, faults, loans, more).flatMap(all -> all);
    }

    private static Set<String> documented() throws Exception {
        var pairs = new HashSet<String>();
        for (var line : Files.readAllLines(Path.of("../docs/sql-over-http.md"))) {
            var row = ROW.matcher(line);
            if (!row.matches()) continue;
            for (var status : List.of(row.group(1).split(", *"))) {
                for (var code : List.of(row.group(2).split(", *"))) {
                    pairs.add(status.strip() + " " + code.replace("`", "").strip());
                }
            }
        }
        return pairs;
    }
}

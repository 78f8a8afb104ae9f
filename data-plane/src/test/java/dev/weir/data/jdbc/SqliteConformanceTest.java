package dev.weir.data.jdbc;

import dev.weir.data.database.Database;
import dev.weir.data.database.DatabaseConformance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** SQLite keeps the port's promises. */
class SqliteConformanceTest extends DatabaseConformance {
    @TempDir private Path folder;

    @Override
    protected Database open() {
        try {
            var file = Files.createFile(folder.resolve("test.db"));
            return new SqliteDatabase(
                    loop.vertx(),
                    SqliteFile.parse("file:" + file, List.of(folder)),
                    JobMeter.UNMETERED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected String placeholder(int n) {
        return "?";
    }

    @Override
    protected String endless() {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM"
                + " n";
    }
}

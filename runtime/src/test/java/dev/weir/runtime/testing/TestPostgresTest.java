package dev.weir.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestPostgresTest {
    @Test
    void givesEveryTestAnEmptyDatabaseOfItsOwn() throws SQLException {
        var one = TestPostgres.freshDatabase();
        var other = TestPostgres.freshDatabase();
        execute(one, "CREATE TABLE t (a int)");

        assertThat(one.name()).isNotEqualTo(other.name());
        execute(one, "SELECT * FROM t");
        assertThatThrownBy(() -> execute(other, "SELECT * FROM t"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void keepsItsDataAndPortOverACrash() throws SQLException {
        try (var server = TestPostgres.start(Map.of("max_connections", "20"))) {
            var database = server.createDatabase();
            execute(database, "CREATE TABLE t (a int)");

            server.kill();
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
            server.restart();

            execute(database, "SELECT * FROM t");
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

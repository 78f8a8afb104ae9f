package dev.weir.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class TestPartsTest {
    @Test
    void givesEveryTestAnEmptyDatabaseOfItsOwn() throws SQLException {
        var one = TestPostgres.freshDatabase();
        var other = TestPostgres.freshDatabase();
        execute(one, "CREATE TABLE t (a int)");

        assertThat(one.name()).isNotEqualTo(other.name());
        assertThat(one.port()).isEqualTo(other.port());
        execute(one, "SELECT * FROM t");
        assertThatThrownBy(() -> execute(other, "SELECT * FROM t"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void asksForAPassword() {
        var database = TestPostgres.freshDatabase();

        assertThatThrownBy(() ->
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong")
                                .close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password");
    }

    @Test
    void hasOneBrokerAndAPrefixForEveryTest() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrap()))) {
            assertThat(admin.describeCluster().nodes().get(60, TimeUnit.SECONDS)).hasSize(1);
        }
        assertThat(TestKafka.freshPrefix())
                .matches("[a-z][a-z0-9]{1,15}")
                .isNotEqualTo(TestKafka.freshPrefix());
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

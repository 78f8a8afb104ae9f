package dev.weir.data.effects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.TestPostgres;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The list of harmless functions against a real server's catalog. */
class HarmlessFunctionsTest {
    /** Volatile because each call gives another value, not because of an effect. */
    private static final Set<String> WITHOUT_EFFECTS =
            Set.of(
                    "clock_timestamp",
                    "gen_random_uuid",
                    "pg_sleep",
                    "random",
                    "timeofday",
                    "uuidv4",
                    "uuidv7");

    @Test
    void noneIsVolatileInPostgresWithoutBeingKnownToHaveNoEffects() throws Exception {
        var volatiles = new TreeSet<String>();
        var target = TestPostgres.freshDatabase();
        try (var connection = target.connect();
                var statement =
                        connection.prepareStatement(
                                "SELECT DISTINCT proname FROM pg_proc"
                                        + " WHERE provolatile = 'v' AND proname = ANY(?)")) {
            statement.setArray(
                    1, connection.createArrayOf("text", HarmlessFunctions.NAMES.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) volatiles.add(rows.getString(1));
            }
        }

        assertThat(volatiles).isSubsetOf(WITHOUT_EFFECTS);
        assertThat(volatiles).contains("random", "pg_sleep");
    }
}

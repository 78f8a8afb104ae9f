package dev.weir.data.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short reads share connections of a pool to a real server, and long ones get in their way. */
class PooledReadsTest {
    @RegisterExtension final Loop loop = new Loop();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsThatMustMoveDoNotWaitForTheirOwnPlaces(int limit) {
        var pool = new PooledPostgres(loop.vertx(), TestPostgres.freshDatabase().uri() + "?sslmode=disable", limit);
        for (int n = 0; n < 5; n++) {
            Loop.result(pool.read("select pg_sleep($1)", "0"));
            Loop.result(pool.read("select 1"));
        }

        List<CompletableFuture<Rows>> reads = new ArrayList<>();
        for (int n = 0; n < 20; n++) reads.add(pool.read("select pg_sleep($1)", n % 2 == 0 ? "0" : "0.35"));
        for (int n = 0; n < 40; n++) reads.add(pool.read("select 1"));

        for (var read : reads) assertThat(Loop.result(read).rows()).hasSize(1);
    }
}

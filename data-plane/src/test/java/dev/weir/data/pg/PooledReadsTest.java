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
        var pool =
                new PooledPostgres(
                        loop.vertx(),
                        TestPostgres.freshDatabase().uri() + "?sslmode=disable",
                        limit);
        for (int n = 0; n < 5; n++) {
            Loop.result(pool.read("select pg_sleep($1)", "0"));
            Loop.result(pool.read("select 1"));
        }

        List<CompletableFuture<Rows>> reads = new ArrayList<>();
        for (int n = 0; n < 20; n++)
            reads.add(pool.read("select pg_sleep($1)", n % 2 == 0 ? "0" : "0.35"));
        for (int n = 0; n < 40; n++) reads.add(pool.read("select 1"));

        for (var read : reads) assertThat(Loop.result(read).rows()).hasSize(1);
    }

    /** Texts that only seem to read: the write is in a function that the text does not show. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select log('x'::text), pg_sleep(%s)",
                "select t.touched, pg_sleep(%s) from t",
                "select *, pg_sleep(%s) from watched",
                "select 1 <+> 2, pg_sleep(%s)"
            })
    void aHiddenWriteTakesEffectOnceForEachAnswer(String form) throws Exception {
        var target = TestPostgres.freshDatabase();
        try (var other = target.connect();
                var statement = other.createStatement()) {
            statement.execute("create table effects (n serial)");
            statement.execute("create table t (a int)");
            statement.execute("insert into t values (1)");
            for (var head : List.of("log(text)", "touched(t)", "plus(int, int)", "seen()")) {
                statement.execute(
                        "create function "
                                + head
                                + " returns int language plpgsql as"
                                + " $$ begin insert into effects default values; return 1; end $$");
            }
            statement.execute(
                    "create operator <+> (function = plus, leftarg = int, rightarg = int)");
            statement.execute("create view watched as select seen() s");
            var pool = new PooledPostgres(loop.vertx(), target.uri() + "?sslmode=disable", 2);
            var quick = form.formatted("0");
            for (int n = 0; n < 5; n++) {
                Loop.result(pool.read(quick));
                Loop.result(pool.read("select pg_sleep($1)", "0"));
            }

            List<CompletableFuture<Rows>> reads = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                reads.add(pool.read(quick));
                if (n % 10 == 0) reads.add(pool.read("select pg_sleep($1)", "0.15"));
            }
            int answered = 5;
            for (var read : reads) {
                Loop.result(read);
            }
            answered += 100;

            try (var count = statement.executeQuery("select count(*) from effects")) {
                count.next();
                assertThat(count.getInt(1)).isEqualTo(answered);
            }
        }
    }
}

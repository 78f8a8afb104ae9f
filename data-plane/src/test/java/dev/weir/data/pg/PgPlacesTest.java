package dev.weir.data.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Connection;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.Displaced;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.TargetPolicy;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads that share a connection to a real server: what becomes of one is not the others'. */
class PgPlacesTest {
    private static final String SLOW = "SELECT pg_sleep(20)";

    /** Longer than any time-out here. */
    private static final String FOREVER = "SELECT pg_sleep(600)";

    @RegisterExtension final Loop loop = new Loop();

    private final List<Boolean> clean = new CopyOnWriteArrayList<>();
    private TestDatabase target;
    private Connection connection;

    @BeforeEach
    void connects() {
        target = TestPostgres.freshDatabase();
        connection = loop.connect(database());
    }

    private PgDatabase database() {
        return new PgDatabase(
                new PgNetwork(loop.vertx(), TargetPolicy.ALLOW_PRIVATE),
                PgUrl.parse(target.uri() + "?sslmode=disable"),
                PgSettings.DEFAULT,
                PgDatabase.UNMETERED);
    }

    /** A read on a place of its own. */
    private record Read(Rows rows, CompletableFuture<Long> done) {}

    /** All are asked within one turn of the event loop, so that they are sent together. */
    private List<Read> read(SessionLimits limits, String... statements) {
        var reads = new ArrayList<Read>();
        for (var _ : statements) reads.add(new Read(new Rows(), new CompletableFuture<>()));
        loop.await(() -> {
            for (int i = 0; i < statements.length; i++) {
                var read = reads.get(i);
                connection
                        .join(limits, (_, _, isClean) -> clean.add(isClean))
                        .run(statement(statements[i]), read.rows)
                        .whenComplete((count, failure) -> {
                            if (failure == null) read.done.complete(count);
                            else read.done.completeExceptionally(failure);
                        });
            }
            return CompletableFuture.completedFuture(null);
        });
        return reads;
    }

    private static Statement statement(String sql, @Nullable Object... arguments) {
        return new Statement(
                sql,
                List.of(arguments),
                Collections.nCopies(arguments.length, ArgumentType.UNKNOWN),
                false);
    }

    private static @Nullable Object cell(Read read) {
        assertThat(Loop.result(read.done)).isEqualTo(1);
        return read.rows.cell();
    }

    private boolean settles() {
        return loop.await(() -> connection.settle());
    }

    @Test
    void answersEachOfManyWithItsOwn() {
        var statements = new String[200];
        for (int i = 0; i < statements.length; i++) statements[i] = "SELECT " + i % 7 + " + " + i;

        var reads = read(Loop.LIMITS, statements);

        for (int i = 0; i < statements.length; i++) {
            assertThat(cell(reads.get(i))).isEqualTo(i % 7 + i);
        }
        assertThat(clean).hasSize(200).containsOnly(true);
        assertThat(settles()).isTrue();
    }

    @Test
    void failsOneAndNotItsNeighbours() {
        var reads = read(Loop.LIMITS, "SELECT 1", "SELECT 1 / 0", "SELECT nothing", "SELECT 2");

        assertThat(cell(reads.get(0))).isEqualTo(1);
        assertThat(faultOf(reads.get(1)).code()).isEqualTo("22012");
        assertThat(faultOf(reads.get(2)).code()).isEqualTo("42703");
        assertThat(cell(reads.get(3))).isEqualTo(2);
        assertThat(clean).containsOnly(true);
    }

    @Test
    void givesUpThoseBehindOneThatTakesLongAndServesItToItsEnd() {
        var reads = read(Loop.LIMITS, "SELECT 7 FROM pg_sleep(0.5)", "SELECT 1", "SELECT 2");

        isDisplaced(reads.get(1));
        isDisplaced(reads.get(2));
        assertThat(reads.get(0).done).as("those behind it did not wait for it").isNotDone();
        assertThat(cell(reads.get(0))).isEqualTo(7);
        assertThat(reads.get(1).rows.rows()).isEmpty();
    }

    @Test
    void cancelsTheFirstOnlyOnceNobodyBehindItIsWaitedFor() {
        var brief = new SessionLimits(Duration.ofMillis(300), 1_000_000);

        var reads = read(brief, SLOW, "SELECT 1", SLOW);

        assertThat(faultOf(reads.get(0)).kind()).isEqualTo(DatabaseFault.Kind.TIMEOUT);
        isDisplaced(reads.get(1));
        isDisplaced(reads.get(2));
    }

    @Test
    void displacesThoseBehindWhenATimeOutIsShorterThanThePatienceWithStalls() {
        var brief = new SessionLimits(Duration.ofMillis(30), 1_000_000);

        var reads = read(brief, SLOW, "SELECT 1");

        assertThat(faultOf(reads.get(0)).kind()).isEqualTo(DatabaseFault.Kind.TIMEOUT);
        isDisplaced(reads.get(1));
    }

    @Test
    void losesOnlyTheFirstWithTheConnection() {
        cell(read(Loop.LIMITS, "SELECT 1").getFirst()); // the session is in its mode from now on
        clean.clear();
        var reads = read(Loop.LIMITS, SLOW, "SELECT 1");

        loop.await(() -> {
            connection.close();
            return CompletableFuture.completedFuture(null);
        });

        assertThat(faultOf(reads.get(0)).kind()).isEqualTo(DatabaseFault.Kind.BROKEN);
        isDisplaced(reads.get(1));
        assertThat(clean).containsOnly(false);
    }

    @Test
    void displacesThoseBehindAnAnswerThatIsTooLarge() {
        var small = new SessionLimits(Duration.ofSeconds(10), 100);

        var reads = read(small, "SELECT repeat('x', 10000)", "SELECT 1");

        assertThat(faultOf(reads.get(0)).kind()).isEqualTo(DatabaseFault.Kind.TOO_LARGE);
        isDisplaced(reads.get(1));
    }

    @Test
    void runsOnForTheOthersWhenOneIsLeft() {
        var done = new CompletableFuture<Long>();
        var last = new Read(new Rows(), done);
        loop.await(() -> {
            connection
                    .join(Loop.LIMITS, (_, _, isClean) -> clean.add(isClean))
                    .run(statement("SELECT 1 FROM pg_sleep(0.02)"), new Rows());
            var left = connection.join(Loop.LIMITS, (_, _, isClean) -> clean.add(isClean));
            left.run(statement("SELECT 2"), new Rows());
            connection
                    .join(Loop.LIMITS, (_, _, isClean) -> clean.add(isClean))
                    .run(statement("SELECT 3"), last.rows)
                    .thenAccept(done::complete);
            left.cancel();
            return CompletableFuture.completedFuture(null);
        });

        assertThat(cell(last)).isEqualTo(3);
        assertThat(clean).containsExactly(true, false, true);
        assertThat(settles()).isTrue();
    }

    @Test
    void cancelsOneThatWasLeftOnceThoseBehindItAreElsewhere() {
        var left = new CompletableFuture<Long>();
        var behind = new Read(new Rows(), new CompletableFuture<>());
        loop.await(() -> {
            var place = connection.join(Loop.LIMITS, (_, _, isClean) -> clean.add(isClean));
            place.run(statement(FOREVER), new Rows())
                    .whenComplete((_, failure) -> left.completeExceptionally(failure));
            connection
                    .join(Loop.LIMITS, (_, _, isClean) -> clean.add(isClean))
                    .run(statement("SELECT 1"), behind.rows)
                    .whenComplete((_, failure) -> behind.done.completeExceptionally(failure));
            place.cancel();
            return CompletableFuture.completedFuture(null);
        });

        isDisplaced(behind);
        assertThat(faultOf(new Read(new Rows(), left)).getMessage()).contains("its client left");
    }

    @Test
    void takesOneStatementAndNoTransaction() {
        loop.await(() -> {
            var place = connection.join(Loop.LIMITS, (_, _, _) -> {});
            assertThatThrownBy(() -> place.begin(null)).isInstanceOf(IllegalStateException.class);
            place.run(statement("SELECT 1"), new Rows());
            assertThatThrownBy(() -> place.run(statement("SELECT 2"), new Rows()))
                    .isInstanceOf(IllegalArgumentException.class);
            return CompletableFuture.completedFuture(null);
        });
    }

    private static DatabaseFault faultOf(Read read) {
        try {
            Loop.result(read.done);
        } catch (DatabaseFault fault) {
            return fault;
        }
        throw new AssertionError("did not fail");
    }

    private static void isDisplaced(Read read) {
        assertThatThrownBy(() -> read.done.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Displaced.class);
    }
}

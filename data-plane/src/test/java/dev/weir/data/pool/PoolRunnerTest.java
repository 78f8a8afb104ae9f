package dev.weir.data.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.pool.Lender.Loan;
import dev.weir.data.pool.PoolEffect.PoolNews;
import dev.weir.events.Epoch;
import dev.weir.events.PoolMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PoolRunnerTest {
    private static final SessionLimits LIMITS = new SessionLimits(Duration.ofSeconds(1), 1_000);

    private final ManualLoop loop = new ManualLoop();
    private final FakeDatabase database = new FakeDatabase();
    private final List<PoolNews> told = new ArrayList<>();
    private int reportsWanted;
    private long lentNanos;
    private long epoch;
    private final PoolRunner runner =
            new PoolRunner(
                    "env-7",
                    loop,
                    database,
                    PoolSettings.DEFAULTS,
                    _ -> true,
                    new Random(1),
                    n -> "weir/env-7/a1/k3v9/" + n,
                    new PoolListener() {
                        @Override
                        public void announced(Epoch at, PoolNews news) {
                            told.add(news);
                        }

                        @Override
                        public void reportSoon() {
                            reportsWanted++;
                        }

                        @Override
                        public void returned(long nanos) {
                            lentNanos += nanos;
                        }
                    });

    @Test
    void lendsOneConnectionAfterTheOtherUnderTheirNames() {
        grant(2, PoolMode.DORMANT);
        var first = loan(borrow());
        var second = loan(borrow());

        assertThat(database.names).containsExactly("weir/env-7/a1/k3v9/1", "weir/env-7/a1/k3v9/2");
        assertThat(first.session()).isNotSameAs(second.session());
        loop.pass(Duration.ofMillis(3));
        first.release();
        assertThat(lentNanos).isEqualTo(3_000_000);
        assertThat(loan(borrow()).session()).isSameAs(first.session());
    }

    @Test
    void twoThousandFirstRequestsOpenOneConnectionAndAreAllServed() {
        grant(1, PoolMode.DORMANT);
        var loans = new ArrayList<CompletableFuture<Loan>>();
        for (int i = 0; i < 2_000; i++) {
            var loan = borrow();
            loans.add(
                    loan.thenApply(lent -> {
                        loop.execute(lent::release);
                        return lent;
                    }));
        }
        loop.run();

        assertThat(loans).allMatch(loan -> loan.isDone() && !loan.isCompletedExceptionally());
        assertThat(database.names).hasSize(1);
        assertThat(told.stream().filter(PoolNews.Requested.class::isInstance)).hasSize(1);
    }

    @Test
    void aCancelledRequestGetsNothingAndTakesNothingFromTheNext() {
        grant(1, PoolMode.DORMANT);
        var lent = loan(borrow());
        var gone = borrow();
        var next = borrow();
        gone.cancel(false);
        lent.release();

        assertThat(loan(next).session()).isSameAs(lent.session());
    }

    @Test
    void isServedAgainOnceTheDatabaseIsBack() {
        grant(1, PoolMode.DORMANT);
        database.down = true;
        var patient = borrow();
        loop.pass(Duration.ofMillis(500));
        assertThat(patient).isNotDone();
        loop.pass(Duration.ofSeconds(9));
        assertThatThrownBy(patient::join).hasCauseInstanceOf(DatabaseFault.class);
        assertThat(database.names.size()).as("attempts are spread").isBetween(5, 40);

        assertThatThrownBy(borrow()::join)
                .as("no patience with what has been away for long")
                .hasCauseInstanceOf(DatabaseFault.class);
        database.down = false;
        loop.pass(Duration.ofSeconds(1));
        var later = borrow();
        loop.pass(Duration.ofSeconds(1));
        assertThat(later).isCompleted();
    }

    @Test
    void refusesAtTheDeadlineWithItsNumbers() {
        grant(1, PoolMode.DORMANT);
        loan(borrow());
        var late = runner.borrow(Duration.ofMillis(20), LIMITS).toCompletableFuture();
        loop.pass(Duration.ofMillis(19));
        assertThat(late).isNotDone();
        loop.pass(Duration.ofMillis(1));

        assertThatThrownBy(late::join)
                .hasCauseInstanceOf(LoanRefused.class)
                .hasMessageContaining("pool env-7: 1/1 lent");
    }

    @Test
    void saysWhoServesWhenItHasNoGrant() {
        runner.grant(new Epoch(1), 0, PoolMode.DORMANT, List.of("http://127.0.0.1:4467"));
        loop.run();

        assertThatThrownBy(borrow()::join)
                .hasCauseInstanceOf(LoanRefused.class)
                .hasMessageContaining("served by http://127.0.0.1:4467");
    }

    @Test
    void opensAnotherWhenTheServerClosedAllItHad() {
        grant(1, PoolMode.ACTIVE);
        database.connections.getFirst().close();
        loop.run();

        assertThat(database.open()).isEqualTo(1);
        assertThat(loan(borrow()).session()).isSameAs(database.connections.getLast().session);
    }

    @Test
    void neverLendsAgainWhatDidNotSettle() {
        grant(1, PoolMode.DORMANT);
        var lent = loan(borrow());
        database.connections.getFirst().settles = false;
        lent.release();

        assertThat(database.open()).isZero();
        assertThat(loan(borrow()).session()).isNotSameAs(lent.session());
    }

    @Test
    void connectsInTheNewWayOnceRenewed() {
        grant(1, PoolMode.ACTIVE);
        var other = new FakeDatabase();
        runner.renew(other);
        loop.run();

        assertThat(database.open()).isZero();
        assertThat(other.open()).isEqualTo(1);
    }

    @Test
    void drainingEndsWhenTheLastLoanIsGivenBackAndLeavesNoTimer() {
        grant(2, PoolMode.ACTIVE);
        var lent = loan(borrow());
        var ended = runner.drain().toCompletableFuture();
        loop.run();
        assertThat(ended).isNotDone();

        lent.release();
        assertThat(ended).isCompleted();
        assertThat(database.open()).isZero();
        assertThat(loop.armed()).isZero();
    }

    @Test
    void abortingClosesWhatIsLentAndRefusesWhoWaits() {
        grant(1, PoolMode.ACTIVE);
        var lent = loan(borrow());
        var waiting = borrow();
        var ended = runner.abort().toCompletableFuture();
        loop.run();

        assertThat(ended).isCompleted();
        assertThat(database.open()).isZero();
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(LoanRefused.class);
        lent.release();
    }

    @Test
    void asksForAReportOnceUntilItsNumbersAreTaken() {
        grant(1, PoolMode.DORMANT);
        loan(borrow()).release();
        assertThat(reportsWanted).isEqualTo(1);

        var stats = runner.takeStats().toCompletableFuture();
        loop.run();
        assertThat(stats.join().requests()).isEqualTo(1);
        grant(2, PoolMode.ACTIVE);
        assertThat(reportsWanted).isEqualTo(2);
    }

    @Test
    void refusesToTakeALoanBackTwice() {
        grant(1, PoolMode.DORMANT);
        var lent = loan(borrow());
        lent.release();

        assertThatThrownBy(lent::release).isInstanceOf(IllegalStateException.class);
    }

    private void grant(int size, PoolMode mode) {
        runner.grant(new Epoch(++epoch), size, mode, List.of());
        loop.run();
    }

    private CompletableFuture<Loan> borrow() {
        return runner.borrow(Duration.ofSeconds(5), LIMITS).toCompletableFuture();
    }

    private Loan loan(CompletableFuture<Loan> loan) {
        assertThat(loan).isCompleted();
        return loan.join();
    }
}

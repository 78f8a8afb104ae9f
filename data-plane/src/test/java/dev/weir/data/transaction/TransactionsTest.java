package dev.weir.data.transaction;

import static dev.weir.data.transaction.Operation.COMMIT;
import static dev.weir.data.transaction.Operation.QUERY;
import static dev.weir.data.transaction.Operation.ROLLBACK;
import static dev.weir.data.transaction.Operation.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.SavepointAction;
import dev.weir.data.transaction.Effect.Close;
import dev.weir.data.transaction.Effect.Commit;
import dev.weir.data.transaction.Effect.Expect;
import dev.weir.data.transaction.Effect.Open;
import dev.weir.data.transaction.Effect.Refuse;
import dev.weir.data.transaction.Effect.Rollback;
import dev.weir.data.transaction.Effect.Run;
import dev.weir.data.transaction.Effect.Savepoint;
import dev.weir.data.transaction.Effect.Started;
import dev.weir.data.transaction.Effect.Undo;
import dev.weir.data.transaction.Input.Abandoned;
import dev.weir.data.transaction.Input.Ask;
import dev.weir.data.transaction.Input.Done;
import dev.weir.data.transaction.Input.OpenFailed;
import dev.weir.data.transaction.Input.Opened;
import dev.weir.data.transaction.Input.Start;
import dev.weir.data.transaction.Input.Stop;
import dev.weir.data.transaction.Input.TimedOut;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    private final Transactions transactions = new Transactions(2, 15_000);
    private long now = 1_000;

    @Test
    void opensAConnectionBeforeTellingTheId() {
        assertThat(on(new Start(1, "a", 5_000))).containsExactly(new Open(1, "a"));
        assertThat(on(new Opened("a")))
                .containsExactly(new Expect("a", 5_000), new Started(1, "a"));
    }

    @Test
    void capsTheTimeThatAClientAsksFor() {
        on(new Start(1, "a", 60_000));

        assertThat(on(new Opened("a"))).contains(new Expect("a", 15_000));
    }

    @Test
    void runsWhatIsAskedAtOnceOneAfterTheOther() {
        open("a");

        assertThat(on(new Ask(2, "a", QUERY))).containsExactly(new Run(2, "a"));
        assertThat(on(new Ask(3, "a", QUERY))).isEmpty();
        assertThat(on(new Ask(4, "a", COMMIT))).isEmpty();
        assertThat(on(new Done("a", true))).containsExactly(new Run(3, "a"));
        assertThat(on(new Done("a", false))).containsExactly(new Commit(4, "a"));
        assertThat(on(new Done("a", true))).containsExactly(new Close("a"));
    }

    @Test
    void tellsWhatCameTooLateHowTheTransactionEnded() {
        open("a");
        on(new Ask(2, "a", COMMIT));
        on(new Ask(3, "a", QUERY));

        assertThat(on(new Done("a", true)))
                .containsExactly(new Close("a"), new Refuse(3, new Refusal.Committed(QUERY)));
        assertThat(on(new Ask(4, "a", ROLLBACK)))
                .containsExactly(new Refuse(4, new Refusal.Committed(ROLLBACK)));
    }

    @Test
    void countsAFailedCommitAsRolledBack() {
        open("a");
        on(new Ask(2, "a", COMMIT));
        on(new Done("a", false));

        assertThat(on(new Ask(3, "a", QUERY)))
                .containsExactly(new Refuse(3, new Refusal.RolledBack(QUERY)));
    }

    @Test
    void keepsNestedTransactionsAsSavepoints() {
        open("a");

        assertThat(on(new Ask(2, "a", START)))
                .containsExactly(new Savepoint(2, "a", SavepointAction.CREATE, 1));
        on(new Done("a", true));
        assertThat(on(new Ask(3, "a", START)))
                .containsExactly(new Savepoint(3, "a", SavepointAction.CREATE, 2));
        on(new Done("a", true));
        assertThat(on(new Ask(4, "a", ROLLBACK)))
                .containsExactly(new Savepoint(4, "a", SavepointAction.ROLLBACK, 2));
        on(new Done("a", true));
        assertThat(on(new Ask(5, "a", COMMIT)))
                .containsExactly(new Savepoint(5, "a", SavepointAction.RELEASE, 1));
        on(new Done("a", true));
        assertThat(on(new Ask(6, "a", COMMIT))).containsExactly(new Commit(6, "a"));
    }

    @Test
    void doesNotNestWhenTheSavepointCouldNotBeMade() {
        open("a");
        on(new Ask(2, "a", START));
        on(new Done("a", false));

        assertThat(on(new Ask(3, "a", ROLLBACK))).containsExactly(new Rollback(3, "a"));
    }

    @Test
    void nestsNoDeeperThanItMay() {
        open("a");
        for (int depth = 1; depth < Transactions.MAX_DEPTH; depth++) {
            on(new Ask(2, "a", START));
            on(new Done("a", true));
        }

        assertThat(on(new Ask(3, "a", START)))
                .containsExactly(new Refuse(3, new Refusal.TooDeep(Transactions.MAX_DEPTH)));
    }

    @Test
    void rollsBackAnIdleTransactionWhenItsTimeIsOver() {
        open("a");
        now += 5_006;

        assertThat(on(new TimedOut("a"))).containsExactly(new Undo("a"));
        assertThat(on(new Ask(2, "a", QUERY)))
                .containsExactly(new Refuse(2, new Refusal.Expired(QUERY, 5_000, 5_006)));
        assertThat(on(new Done("a", true))).containsExactly(new Close("a"));
        now += 12;
        assertThat(on(new Ask(3, "a", ROLLBACK)))
                .containsExactly(new Refuse(3, new Refusal.Expired(ROLLBACK, 5_000, 5_018)));
    }

    @Test
    void givesTheConnectionUpWhenTheTimeIsOverInAQuery() {
        open("a");
        on(new Ask(2, "a", QUERY));
        on(new Ask(3, "a", COMMIT));
        now += 5_000;

        assertThat(on(new TimedOut("a")))
                .containsExactly(
                        new Refuse(2, new Refusal.Expired(QUERY, 5_000, 5_000)),
                        new Close("a"),
                        new Refuse(3, new Refusal.Expired(COMMIT, 5_000, 5_000)));
        assertThat(on(new Done("a", false))).isEmpty();
    }

    @Test
    void letsACommitUnderWaySayWhatBecameOfIt() {
        open("a");
        on(new Ask(2, "a", COMMIT));

        assertThat(on(new TimedOut("a"))).isEmpty();
        assertThat(on(new Done("a", true))).containsExactly(new Close("a"));
    }

    @Test
    void opensNoMoreThanItMay() {
        open("a");
        on(new Start(2, "b", 5_000));

        assertThat(on(new Start(3, "c", 5_000)))
                .containsExactly(new Refuse(3, new Refusal.TooMany(2)));
        on(new OpenFailed("b"));
        assertThat(on(new Start(4, "d", 5_000))).containsExactly(new Open(4, "d"));
    }

    @Test
    void undoesATransactionWhoseClientLeftBeforeItBegan() {
        on(new Start(1, "a", 5_000));
        on(new Abandoned(1));

        assertThat(on(new Opened("a"))).containsExactly(new Undo("a"));
        assertThat(on(new Done("a", true))).containsExactly(new Close("a"));
    }

    @Test
    void keepsATransactionWhoseClientsConnectionIsGone() {
        open("a");
        on(new Abandoned(1));

        assertThat(on(new Ask(2, "a", QUERY))).containsExactly(new Run(2, "a"));
    }

    @Test
    void dropsAWaitingQueryOfAClientThatLeft() {
        open("a");
        on(new Ask(2, "a", QUERY));
        on(new Ask(3, "a", QUERY));
        on(new Abandoned(3));

        assertThat(on(new Done("a", true))).isEmpty();
    }

    @Test
    void knowsNothingOfIdsThatItNeverGaveOut() {
        assertThat(on(new Ask(1, "x", COMMIT)))
                .containsExactly(new Refuse(1, new Refusal.NotFound()));
    }

    @Test
    void forgetsWhatClosedLongAgo() {
        for (int i = 0; i <= Transactions.REMEMBERED; i++) {
            on(new Start(1, "t" + i, 5_000));
            on(new Opened("t" + i));
            on(new Ask(2, "t" + i, ROLLBACK));
            on(new Done("t" + i, true));
        }

        assertThat(on(new Ask(3, "t0", QUERY)))
                .containsExactly(new Refuse(3, new Refusal.NotFound()));
        assertThat(on(new Ask(3, "t1", QUERY)))
                .containsExactly(new Refuse(3, new Refusal.RolledBack(QUERY)));
    }

    @Test
    void rollsAllBackWhenTheNodeStops() {
        open("a");

        assertThat(on(new Stop())).containsExactly(new Undo("a"));
        assertThat(on(new Start(2, "b", 5_000)))
                .containsExactly(new Refuse(2, new Refusal.Stopping()));
    }

    private void open(String id) {
        on(new Start(1, id, 5_000));
        on(new Opened(id));
    }

    private List<Effect> on(Input input) {
        return transactions.on(input, now);
    }
}

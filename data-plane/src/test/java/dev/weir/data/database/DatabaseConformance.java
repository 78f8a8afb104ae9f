package dev.weir.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.pg.Loop;
import dev.weir.data.pg.Rows;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promises of the port, which every adapter keeps in the same words. */
public abstract class DatabaseConformance {
    @RegisterExtension protected final Loop loop = new Loop();

    private Database database;
    private Connection connection;
    private Session session;

    /** A fresh, empty database. */
    protected abstract Database open();

    /** The n-th placeholder, counted from 1. */
    protected abstract String placeholder(int n);

    /** A query of one row that runs for minutes. */
    protected abstract String endless();

    @BeforeEach
    void connects() {
        database = open();
        connection = loop.connect(database);
        session = connection.lend(Loop.LIMITS);
        execute("CREATE TABLE shelf (id BIGINT PRIMARY KEY, name TEXT NOT NULL, note TEXT)");
    }

    private Rows query(String sql, @Nullable Object... arguments) {
        var rows = new Rows();
        loop.await(() -> session.run(statement(sql, arguments), rows));
        return rows;
    }

    private long execute(String sql, @Nullable Object... arguments) {
        return loop.await(() -> session.run(statement(sql, arguments), RowConsumer.IGNORE));
    }

    private static Statement statement(String sql, @Nullable Object... arguments) {
        return new Statement(
                sql,
                Arrays.asList(arguments),
                Collections.nCopies(arguments.length, ArgumentType.UNKNOWN),
                false);
    }

    private void insert(long id, String name) {
        execute(
                "INSERT INTO shelf (id, name) VALUES (%s, %s)"
                        .formatted(placeholder(1), placeholder(2)),
                id,
                name);
    }

    private @Nullable Object count() {
        return query("SELECT count(*) FROM shelf").cell();
    }

    private DatabaseFault faultOf(Runnable call) {
        return catchThrowableOfType(DatabaseFault.class, call::run);
    }

    @Test
    void bringsColumnsAndRowsInTheirForms() {
        insert(7, "grün \uD83C\uDF3F");

        var rows = query("SELECT id, name, note FROM shelf WHERE id = " + placeholder(1), 7L);

        assertThat(rows.columns()).extracting(Column::name).containsExactly("id", "name", "note");
        assertThat(rows.columns())
                .extracting(Column::type)
                .containsExactly(ColumnType.INT64, ColumnType.TEXT, ColumnType.TEXT);
        assertThat(rows.rows()).containsExactly(Arrays.asList(7L, "grün \uD83C\uDF3F", null));
    }

    @Test
    void describesAResultWithoutRowsOnce() {
        var rows = query("SELECT id FROM shelf");

        assertThat(rows.told()).isEqualTo(1);
        assertThat(rows.rows()).isEmpty();
    }

    @Test
    void describesNothingWhereThereIsNoResult() {
        var rows = query("DELETE FROM shelf");

        assertThat(rows.told()).isZero();
    }

    @Test
    void countsWhatItReadAndChanged() {
        insert(1, "a");
        insert(2, "b");

        assertThat(execute("UPDATE shelf SET note = 'x'")).isEqualTo(2);
        assertThat(execute("SELECT id FROM shelf")).isEqualTo(2);
        assertThat(execute("DELETE FROM shelf WHERE id = 9")).isZero();
    }

    @Test
    void handsOverManyRowsInOrder() {
        var rows =
                query(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <"
                                + " 10000) SELECT i FROM n");

        assertThat(rows.rows()).hasSize(10_000);
        assertThat(String.valueOf(rows.rows().getLast().getFirst())).isEqualTo("10000");
    }

    @Test
    void runsStatementsInTheOrderOfTheCalls() {
        var first =
                loop.start(() -> {
                    var begun = session.run(insertion(1), RowConsumer.IGNORE);
                    return session.run(insertion(1), RowConsumer.IGNORE)
                            .exceptionally(_ -> -1L)
                            .thenCombine(begun, (second, one) -> List.of(one, second));
                });

        assertThat(Loop.result(first)).containsExactly(1L, -1L);
    }

    private Statement insertion(long id) {
        return statement(
                "INSERT INTO shelf (id, name) VALUES (%s, 'a')".formatted(placeholder(1)), id);
    }

    @Test
    void goesOnAfterARefusedStatement() {
        insert(1, "a");

        assertThat(faultOf(() -> insert(1, "b")).kind()).isEqualTo(Kind.SERVER);
        assertThat(faultOf(() -> query("SELEC 1")).kind()).isEqualTo(Kind.SERVER);
        assertThat(faultOf(() -> query("SELECT * FROM nothing")).kind()).isEqualTo(Kind.SERVER);
        assertThat(count()).isEqualTo(1L);
    }

    @Test
    void keepsWhatIsCommittedAndUndoesWhatIsRolledBack() {
        loop.await(() -> session.begin(null));
        insert(1, "a");
        loop.await(() -> session.commit());
        loop.await(() -> session.begin(IsolationLevel.SERIALIZABLE));
        insert(2, "b");
        loop.await(() -> session.rollback());

        assertThat(count()).isEqualTo(1L);
        assertThat(loop.await(connection::settle)).isTrue();
    }

    @Test
    void goesBackToASavepoint() {
        loop.await(() -> session.begin(null));
        insert(1, "a");
        loop.await(() -> session.savepoint(SavepointAction.CREATE, 1));
        insert(2, "b");
        loop.await(() -> session.savepoint(SavepointAction.ROLLBACK, 1));
        loop.await(() -> session.savepoint(SavepointAction.CREATE, 1));
        insert(3, "c");
        loop.await(() -> session.savepoint(SavepointAction.RELEASE, 1));
        loop.await(() -> session.commit());

        assertThat(query("SELECT id FROM shelf ORDER BY id").rows())
                .containsExactly(List.of(1L), List.of(3L));
    }

    @Test
    void isNotLentAgainWithAnOpenTransaction() {
        loop.await(() -> session.begin(null));

        assertThat(loop.await(connection::settle)).isFalse();
    }

    @Test
    void passesOnNothingThatTheApplicationsTextMadeOfTheSession() {
        loop.await(() ->
                session.runScript(
                        new Statement(
                                "CREATE TEMPORARY TABLE mine (id INT)",
                                List.of(),
                                List.of(),
                                true)));
        if (!loop.await(connection::settle)) {
            connection.close();
            connection = loop.connect(database);
        }
        session = connection.lend(Loop.LIMITS);

        assertThatThrownBy(() -> query("SELECT * FROM mine")).isInstanceOf(DatabaseFault.class);
    }

    @Test
    void givesUpAResultThatGrowsPastItsLimit() {
        session.limit(new SessionLimits(Duration.ofSeconds(20), 2_000));

        var fault =
                faultOf(() ->
                        query(
                                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
                                        + " i < 100000) SELECT i FROM n"));

        assertThat(fault.kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void endsAStatementAtItsDeadline() {
        session.limit(new SessionLimits(Duration.ofMillis(200), 1_000_000));

        assertThat(faultOf(() -> query(endless())).kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void endsAStatementThatNobodyWaitsFor() {
        var running = loop.start(() -> session.run(statement(endless()), RowConsumer.IGNORE));
        loop.await(() -> {
            session.cancel();
            return java.util.concurrent.CompletableFuture.completedFuture(true);
        });

        assertThatThrownBy(() -> Loop.result(running)).isInstanceOf(DatabaseFault.class);
    }

    @Test
    void showsASignOfLifeUntilItIsClosed() {
        assertThat(loop.await(connection::settle)).isTrue();
        assertThat(loop.await(connection::validate)).isTrue();
        loop.await(() -> {
            connection.close();
            connection.close();
            return connection.closed();
        });

        session = connection.lend(Loop.LIMITS);
        assertThat(faultOf(this::count).kind()).isEqualTo(Kind.CLOSED);
    }

    @Test
    void endsWhatIsUnderWayWhenItIsClosed() {
        var running = loop.start(() -> session.run(statement(endless()), RowConsumer.IGNORE));
        loop.await(() -> {
            connection.close();
            return connection.closed();
        });

        assertThatThrownBy(() -> Loop.result(running)).isInstanceOf(DatabaseFault.class);
    }
}

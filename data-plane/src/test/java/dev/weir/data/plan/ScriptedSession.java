package dev.weir.data.plan;

import dev.weir.data.database.Column;
import dev.weir.data.database.ColumnType;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SavepointAction;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session that answers by a script and notes what was asked of it. Answers are given when {@link
 * #answerAll} is called, in the order of the questions, or at once.
 */
class ScriptedSession implements Session {
    /** What a statement brings. */
    record Answer(
            List<Column> columns,
            List<@Nullable Object[]> rows,
            long count,
            @Nullable RuntimeException fault) {
        static Answer rows(List<Column> columns, List<@Nullable Object[]> rows) {
            return new Answer(columns, rows, rows.size(), null);
        }

        static Answer count(long count) {
            return new Answer(List.of(), List.of(), count, null);
        }

        static Answer fault(RuntimeException fault) {
            return new Answer(List.of(), List.of(), 0, fault);
        }
    }

    final List<String> log = new ArrayList<>();
    final List<Statement> statements = new ArrayList<>();
    private final Function<Statement, Answer> script;
    private final ArrayDeque<Runnable> pending = new ArrayDeque<>();
    private final boolean atOnce;

    ScriptedSession(boolean atOnce, Function<Statement, Answer> script) {
        this.atOnce = atOnce;
        this.script = script;
    }

    static Column column(String name, ColumnType type) {
        return new Column(name, type, false, type.name());
    }

    /** Answers what was asked first. */
    void answerNext() {
        pending.removeFirst().run();
    }

    /** Answers everything, also what is asked because of the answers. */
    void answerAll() {
        while (!pending.isEmpty()) {
            pending.removeFirst().run();
        }
    }

    private <T> CompletionStage<T> later(Function<CompletableFuture<T>, Runnable> work) {
        var stage = new CompletableFuture<T>();
        var task = work.apply(stage);
        if (atOnce) {
            task.run();
        } else {
            pending.add(task);
        }
        return stage;
    }

    @Override
    public void limit(SessionLimits limits) {}

    @Override
    public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
        log.add(statement.sql());
        statements.add(statement);
        return later(stage ->
                () -> {
                    var answer = script.apply(statement);
                    if (answer.fault() != null) {
                        stage.completeExceptionally(answer.fault());
                        return;
                    }
                    if (!answer.columns().isEmpty()) {
                        rows.columns(answer.columns());
                    }
                    answer.rows().forEach(cells -> rows.row(cells.clone()));
                    stage.complete(answer.count());
                });
    }

    private CompletionStage<Void> note(String word) {
        log.add(word);
        return later(stage -> () -> stage.complete(null));
    }

    @Override
    public CompletionStage<Void> begin(@Nullable IsolationLevel level) {
        return note("BEGIN");
    }

    @Override
    public CompletionStage<Void> commit() {
        return note("COMMIT");
    }

    @Override
    public CompletionStage<Void> rollback() {
        return note("ROLLBACK");
    }

    @Override
    public CompletionStage<Void> savepoint(SavepointAction action, int depth) {
        return note(action + " " + depth);
    }
}

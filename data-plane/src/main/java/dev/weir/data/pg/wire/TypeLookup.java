package dev.weir.data.pg.wire;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Looks up the types of a result that no connection to the database has met before, and then hands
 * over the rows that were held meanwhile. For one thread.
 */
final class TypeLookup {
    /** Asks the server with a statement of the connection's own. */
    interface Asker {
        /** Runs the statement; its rows go to the types that learn. */
        CompletableFuture<Long> ask(Statement statement);
    }

    private final PgTypes types;
    private final Asker asker;
    private final Consumer<Question> delivered;

    /**
     * A look-up for one conversation.
     *
     * @param delivered takes a question once its rows were handed over
     */
    TypeLookup(PgTypes types, Asker asker, Consumer<Question> delivered) {
        this.types = types;
        this.asker = asker;
        this.delivered = delivered;
    }

    /** Ends a question whose rows are held. */
    void end(Question ended) {
        Shape shape = Objects.requireNonNull(ended.shape);
        List<Object> unknown = shape.unknown(types);
        if (unknown.isEmpty()) {
            deliver(ended);
            return;
        }
        Statement lookup =
                new Statement(
                        PgTypes.LOOKUP, List.of(unknown), List.of(ArgumentType.UNKNOWN), false);
        var _ = asker.ask(lookup).whenComplete((_, failure) -> learned(ended, failure == null));
    }

    private void learned(Question ended, boolean answered) {
        Shape shape = Objects.requireNonNull(ended.shape);
        if (answered) {
            shape.unknown(types).forEach(types::learnUnknown);
        } else if (ended.prepared != null) {
            ended.prepared.shape = null;
        }
        deliver(ended);
    }

    private void deliver(Question ended) {
        ended.release(types);
        delivered.accept(ended);
    }
}

package dev.weir.data.pg.wire;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.database.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes statements, under a name that the server has parsed before where that means the same as
 * parsing it now. A name means something else once the schema has changed, and nothing tells a
 * session that another one has changed it. So a name is used only
 *
 * <ul>
 *   <li>if the caller declares no parameter's type;
 *   <li>if the text uses its parameters as values only: {@link DirectParameters};
 *   <li>with arguments that are read the same by any type: {@link ParameterFit};
 *   <li>if the text names tables with their schemas, where several schemas are searched: {@link
 *       QualifiedNames};
 *   <li>for a fifth of a second, after which an overload of a function is seen;
 *   <li>while no session of this node has changed the schema: {@link PgTypes#epoch};
 *   <li>within the transaction that parsed it: there an error could not be undone and asked again,
 *       and the tables that it has used cannot change;
 *   <li>as long as the server takes it: one that it refuses before the arguments are bound is
 *       parsed and asked again, see {@link Conversation}.
 * </ul>
 */
final class StatementWriter {
    private static final int MAX_ARGUMENTS = 65_535;

    /** The longest time for which a name is used outside transactions. */
    private static final long FRESH_NANOS = Duration.ofMillis(200).toNanos();

    private final StatementCache statements;
    private final PgTypes types;
    private final WireWriter out;
    private final SearchPath path;

    StatementWriter(Bounds bounds, PgTypes types, WireWriter out, SearchPath path) {
        this.statements = new StatementCache(bounds.statements(), bounds.statementCharacters());
        this.types = types;
        this.out = out;
        this.path = path;
    }

    /**
     * Writes a statement and its Sync.
     *
     * @param transaction the one that the statement will run in
     * @throws DatabaseFault when it cannot be written; the caller truncates what was
     */
    void write(Question question, long transaction, long now) {
        Statement statement = question.statement;
        check(statement);
        question.prepared = null;
        question.shape = null;
        int[] declared = DeclaredTypes.of(statement);
        Prepared prepared = declared.length > 0 ? null : usable(statement, transaction, now);
        question.reused =
                prepared != null && prepared.name != null && bindNamed(prepared, statement);
        if (question.reused) {
            question.prepared = prepared;
            question.shape = prepared == null ? null : prepared.shape;
        } else if (prepared != null && prepared.name == null) {
            question.prepared = prepared;
            parseNamed(prepared, transaction, now);
            Frontend.bind(out, name(prepared), statement, null);
        } else {
            Frontend.parse(out, "", statement.sql(), declared);
            Frontend.bind(out, "", statement, null);
        }
        if (question.shape == null && (question.reused || question.prepared == null)) {
            Frontend.describePortal(out);
        }
        Frontend.execute(out);
        for (String gone : statements.takeToClose()) {
            Frontend.closeStatement(out, gone);
        }
        Frontend.sync(out);
    }

    /** The text as it was met, with a name only if that may be used; null if it runs unnamed. */
    private @Nullable Prepared usable(Statement statement, long transaction, long now) {
        Prepared prepared = statements.meet(statement.sql());
        if (prepared == null || !prepared.isDirect()) {
            return null;
        }
        if (path.isSeveral() && (statement.free() || !prepared.isQualified())) {
            return null;
        }
        if (prepared.name == null) {
            return prepared;
        }
        if (!prepared.parsed) {
            return null; // its Parse is under way and may fail: this one runs unnamed
        }
        boolean current =
                prepared.epoch == types.epoch()
                        && prepared.transaction == transaction
                        && (transaction != TransactionState.NONE
                                || now - prepared.parsedAt < FRESH_NANOS);
        if (!current) {
            statements.forget(prepared);
        }
        return prepared;
    }

    private boolean bindNamed(Prepared prepared, Statement statement) {
        int start = out.length();
        int[] parameters = prepared.parameters;
        boolean fits =
                (parameters != null || statement.arguments().isEmpty())
                        && Frontend.bind(out, name(prepared), statement, parameters);
        if (!fits) {
            out.truncate(start);
        }
        return fits;
    }

    private void parseNamed(Prepared prepared, long transaction, long now) {
        prepared.name = statements.newName();
        prepared.parsedAt = now;
        prepared.epoch = types.epoch();
        prepared.transaction = transaction;
        Frontend.parse(out, name(prepared), prepared.sql);
        Frontend.describeStatement(out, name(prepared));
    }

    private static String name(Prepared prepared) {
        String name = prepared.name;
        if (name == null) {
            throw new IllegalStateException("the statement has no name");
        }
        return name;
    }

    /** The next use of the text parses it anew. */
    void forget(Prepared prepared) {
        statements.forget(prepared);
    }

    /** The server has dropped all names. */
    void forgetAll() {
        statements.forgetAll();
    }

    static void check(Statement statement) {
        if (statement.arguments().size() != statement.types().size()) {
            throw new IllegalArgumentException("a type for each argument");
        }
        if (statement.arguments().size() > MAX_ARGUMENTS) {
            throw Faults.fault(Kind.ARGUMENT, "", "a statement has at most 65535 arguments");
        }
        if (statement.sql().indexOf('\0') >= 0) {
            throw Faults.fault(Kind.ARGUMENT, "", "a statement holds a zero character");
        }
    }
}

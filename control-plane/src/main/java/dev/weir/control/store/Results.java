package dev.weir.control.store;

import dev.weir.control.management.Result;
import dev.weir.control.management.StoreFault;
import java.sql.SQLException;

/** Transactions as management's results: a refusal is a value, and undoes its transaction. */
final class Results {
    private static final String UNIQUE_VIOLATION = "23505";

    private Results() {}

    static <T> Result<T> of(Transactions transactions, Transactions.Work<T> work) {
        try {
            return new Result.Ok<>(run(transactions, work));
        } catch (Refused e) {
            return new Result.Refused<>(e.refusal());
        }
    }

    /** A name that another transaction took meanwhile is seen by the check of a second run. */
    private static <T> T run(Transactions transactions, Transactions.Work<T> work) {
        try {
            return transactions.run(work);
        } catch (StoreFault e) {
            if (!(e.getCause() instanceof SQLException cause) || !isTaken(cause)) throw e;
            return transactions.run(work);
        }
    }

    private static boolean isTaken(SQLException cause) {
        return UNIQUE_VIOLATION.equals(cause.getSQLState());
    }
}

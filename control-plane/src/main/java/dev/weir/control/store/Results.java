package dev.weir.control.store;

import dev.weir.control.management.Result;

/** Transactions as management's results: a refusal is a value, and undoes its transaction. */
final class Results {
    private Results() {}

    static <T> Result<T> of(Transactions transactions, Transactions.Work<T> work) {
        try {
            return new Result.Ok<>(transactions.run(work));
        } catch (Refused e) {
            return new Result.Refused<>(e.refusal());
        }
    }
}

package dev.weir.billing.store.ledger;

import dev.weir.billing.ledger.Command;
import dev.weir.billing.ledger.LedgerCommands;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What persons see of the ledger, and what they add to it. */
public final class FinanceStore {
    private final BillingDatabase database;
    private final String currency;
    private final InstantSource clock;

    /**
     * A store in the database.
     *
     * @param currency of all amounts, ISO 4217
     */
    public FinanceStore(BillingDatabase database, String currency, InstantSource clock) {
        this.database = database;
        this.currency = currency;
        this.clock = clock;
    }

    /** The currency of all amounts. */
    public String currency() {
        return currency;
    }

    /**
     * Decides on a question and writes what comes of it.
     *
     * @throws IllegalArgumentException with the rule, for numbers and texts out of bounds
     * @throws StoreFault when the database failed
     */
    public LedgerCommands.Decision ask(Command ask, String by) {
        return database.write(connection -> {
            var head = LedgerTable.lock(connection);
            var books = new LedgerReader(connection).books(head.sequence());
            var now = clock.instant();
            var decision = new LedgerCommands(books, currency).decide(ask, by, now);
            if (decision instanceof LedgerCommands.Done(var entry)) {
                LedgerTable.append(connection, head, List.of(entry), now, head.completeThrough());
            }
            return decision;
        });
    }

    /**
     * Looks at the ledger.
     *
     * @param asOf the sequence number; empty: the newest
     * @param looking is done with the sight while it lasts
     * @return empty when there is no such sequence number yet
     * @throws StoreFault when the database failed
     */
    public <T> Optional<T> see(OptionalLong asOf, Function<LedgerSnapshot, T> looking) {
        return database.read(connection -> {
            long newest = LedgerTable.head(connection).sequence();
            if (asOf.orElse(newest) > newest) return Optional.empty();
            return Optional.of(
                    looking.apply(new LedgerSnapshot(connection, currency, asOf.orElse(newest))));
        });
    }
}

package dev.weir.billing.telling;

import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.ledger.BudgetOutbox;
import dev.weir.billing.store.ledger.BudgetOutbox.Told;
import dev.weir.events.RegionId;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogFault;
import dev.weir.runtime.LogWriter;
import dev.weir.runtime.Part;
import dev.weir.runtime.Periodic;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the control plane of hard stops and of their ends. Meters of one region write under one
 * name, so that what a meter had under way when it lost its turn never comes after what another one
 * told.
 */
public final class BudgetTeller implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetTeller.class);

    /**
     * Well within the time after which the database ends a transaction in which nothing happens.
     */
    private static final Duration APPENDING = Duration.ofSeconds(8);

    private final BudgetOutbox outbox;
    private final EventLog log;
    private final String prefix;
    private final RegionId region;
    private final FactCodec codec = new FactCodec();
    private final Periodic looks;
    private boolean failing;

    /**
     * One that is not started yet.
     *
     * @param prefix of topic names, usually {@code weir}
     */
    public BudgetTeller(
            BudgetOutbox outbox, EventLog log, String prefix, RegionId region, Duration interval) {
        this.outbox = outbox;
        this.log = log;
        this.prefix = prefix;
        this.region = region;
        looks = new Periodic("budget-teller", interval, this::look);
    }

    @Override
    public void start() {
        looks.start();
    }

    private void look() {
        try {
            int told = outbox.tell(this::tell);
            if (told > 0) LOG.atInfo().addKeyValue("facts", told).log("budgets told");
            failing = false;
        } catch (StoreFault | LogFault e) {
            if (!failing) LOG.atWarn().setCause(e).log("budgets not told, trying again");
            failing = true;
        }
    }

    private void tell(List<Told> facts) {
        try (var writer = log.writer(prefix + "." + region + ".budgets-outbox", APPENDING)) {
            writer.append(facts.stream().map(this::entry).toList());
        }
    }

    /** The same bytes each time that it is told. */
    private LogWriter.Entry entry(Told told) {
        var fact = told.fact();
        var event =
                new Event(
                        "ledger/" + fact.sequence(),
                        "/weir/" + region + "/billing",
                        told.at(),
                        fact);
        return new LogWriter.Entry(
                Topic.BUDGETS.in(prefix, region), Topic.keyOf(fact), codec.encode(event));
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        looks.stop(deadline);
    }
}

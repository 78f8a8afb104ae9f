package dev.weir.data;

import dev.weir.data.pool.Breaker;
import dev.weir.events.EnvironmentId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log when an environment's database begins to fail, and when it is back: one line each.
 * What happens between is one line an attempt, at debug. No message of the server's is told, as it
 * may name roles and databases.
 */
final class BreakerLog {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerLog.class);

    private BreakerLog() {}

    static void changed(EnvironmentId environment, Breaker from, Breaker to) {
        boolean begins = from.outage() == null;
        var outage = to.outage() == null ? from.outage() : to.outage();
        if (outage == null) return;
        var line =
                switch (to) {
                    case Breaker.Closed() -> LOG.atInfo().addKeyValue("state", "closed");
                    case Breaker.Open(_, _) ->
                            (begins ? LOG.atWarn() : LOG.atDebug()).addKeyValue("state", "open");
                    case Breaker.HalfOpen(_) -> LOG.atDebug().addKeyValue("state", "half-open");
                };
        line.addKeyValue("environment", environment)
                .addKeyValue("code", outage.code())
                .addKeyValue("attempts", outage.attempts())
                .log("breaker of a database");
    }
}

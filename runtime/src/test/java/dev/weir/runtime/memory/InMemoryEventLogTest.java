package dev.weir.runtime.memory;

import dev.weir.runtime.EventLog;
import dev.weir.runtime.EventLogConformance;
import java.time.InstantSource;

class InMemoryEventLogTest extends EventLogConformance {
    @Override
    protected EventLog open() {
        return new InMemoryEventLog(InstantSource.system());
    }
}

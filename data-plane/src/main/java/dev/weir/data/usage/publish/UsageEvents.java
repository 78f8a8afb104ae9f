package dev.weir.data.usage.publish;

import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageRecorded;
import dev.weir.events.json.Event;
import java.time.Instant;

/** Usage records in their envelopes: a repeated one has the same id. */
final class UsageEvents {
    private UsageEvents() {}

    /** In its envelope, dated by itself: always the same. */
    static Event of(UsageEvent usage) {
        return of(
                usage,
                switch (usage) {
                    case UsageRecorded recorded -> recorded.windowEnd();
                    case UsageCheckpoint sealed -> sealed.until();
                });
    }

    static Event of(UsageEvent usage, Instant now) {
        var source = "/weir/%s/node/%s".formatted(usage.region(), usage.life());
        return new Event(usage.source() + "/" + usage.sequence(), source, now, usage);
    }
}

package dev.weir.events.json;

import dev.weir.events.Fact;
import java.time.Instant;

/**
 * A fact in its envelope, the attributes of a CloudEvent that are not derived from the fact itself.
 *
 * @param id unique within the source
 * @param source who says it, for example {@code /weir/eu1/node/a1/k3v9x2}
 * @param time when it was said, by the speaker's wall clock: for people, never for decisions
 */
public record Event(String id, String source, Instant time, Fact fact) {}

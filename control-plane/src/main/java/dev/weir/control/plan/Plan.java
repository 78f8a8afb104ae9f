package dev.weir.control.plan;

import dev.weir.control.fleet.Holding;
import dev.weir.events.EnvironmentId;
import java.util.List;
import java.util.Map;

/**
 * What every pool of a database is to have next; it leaves no choice to whoever carries it out.
 *
 * @param targets of those pools for which there is something to say; all others stay as they are
 * @param released holdings of lives that are certainly over: they are charged no more
 * @param reaps whose sessions are to be ended at the database, and by whom
 * @param wishes what the active pools would like, for the memory of scaling
 */
record Plan(
        Map<EnvironmentId, List<Target>> targets,
        Map<EnvironmentId, List<Holding>> released,
        Map<EnvironmentId, List<Reclaim>> reaps,
        List<Wish> wishes) {}

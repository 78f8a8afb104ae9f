package dev.weir.data.route;

import dev.weir.events.ClusterId;
import dev.weir.events.Epoch;
import dev.weir.events.NodeLife;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An environment's route, and its {@link Router} from the first request on. Until then only the two
 * newest routes are kept, which are all that a router without requests goes by, except that it
 * would know for somewhat longer who is not new: a node knows of many more environments than it is
 * asked for. For one thread at a time.
 */
public final class EnvironmentRoute {
    private long epoch = Epoch.NONE.value();
    private @Nullable List<Candidate> newest;
    private @Nullable List<Candidate> before;
    private long heardAt;
    private @Nullable Router router;

    /**
     * Takes a route. An epoch not above the last changes nothing.
     *
     * @param candidates never changed; environments may share it
     */
    public void heard(long now, Epoch of, List<Candidate> candidates) {
        if (of.value() <= epoch) return;
        epoch = of.value();
        if (router == null) {
            before = newest;
            newest = candidates;
            heardAt = now;
        } else {
            router.route(now, candidates);
        }
    }

    /** Its router, made for the first request. */
    public Router router(NodeLife self, ClusterId cluster, RouterSettings settings, long now) {
        var present = router;
        return present == null ? make(self, cluster, settings, now) : present;
    }

    private Router make(NodeLife self, ClusterId cluster, RouterSettings settings, long now) {
        var made = new Router(self, cluster, settings, now);
        if (before != null) made.route(heardAt, before);
        if (newest != null) made.route(heardAt, newest);
        before = null;
        newest = null;
        router = made;
        return made;
    }
}

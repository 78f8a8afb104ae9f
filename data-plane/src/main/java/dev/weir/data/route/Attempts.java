package dev.weir.data.route;

import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeLife;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One request, given to one after the other as long as it certainly was not started, and never
 * after that. Decides each {@link Step}; whoever performs it says what came of it. For one thread
 * at a time.
 */
public final class Attempts {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);
    private static final int MOST_DOUBLINGS = 10;

    private static final Step HERE = new Step.Here();
    private static final Step TELL = new Step.Tell();

    private final Routes routes;
    private final EnvironmentId environment;
    private final LongSupplier random;
    private final Predicate<NodeLife> reachable;
    private final Set<NodeLife> tried = new HashSet<>();
    private @Nullable Ticket ticket;
    private boolean bound;
    private int looks;

    /**
     * Of a request that nobody has yet.
     *
     * @param random anything that nobody can foresee
     * @param reachable whether requests can be handed to a peer now
     */
    public Attempts(
            Routes routes,
            EnvironmentId environment,
            LongSupplier random,
            Predicate<NodeLife> reachable) {
        this.routes = routes;
        this.environment = environment;
        this.random = random;
        this.reachable = reachable;
    }

    /** How long to wait before a look, of which there were some. */
    public static Duration pause(int looks) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(looks, MOST_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** Only one can serve it, as it belongs to a transaction: nobody else is asked. */
    public void bind() {
        bound = true;
    }

    /** Whether only one can serve it. */
    public boolean isBound() {
        return bound;
    }

    /**
     * The first step.
     *
     * @param stays whether there is no choice: it came from a peer, is bound, or would only be
     *     slower elsewhere
     */
    public Step begin(boolean stays) {
        // Who is refused here without having been a choice is told why by the pool itself.
        return stays
                ? here()
                : take(routes.choose(environment, random.getAsLong(), reachable), HERE);
    }

    private Step here() {
        tried.add(routes.self());
        ticket = routes.arrived(environment);
        return HERE;
    }

    /**
     * It certainly was not started where it was given to, which was said with {@link #ended}.
     *
     * @param passes whether it was for want of a grant or of a way to who has it, and so may be
     *     another matter in a moment
     */
    public Step refused(boolean passes) {
        if (bound) return TELL;
        var choice = routes.again(environment, random.getAsLong(), reachable, tried);
        return take(choice, passes ? new Step.Wait(looks) : TELL);
    }

    /**
     * It has waited.
     *
     * @param room whether the own pool would serve it at once
     */
    public Step look(boolean room) {
        looks++;
        tried.remove(routes.self()); // to be refused here again costs nothing
        if (room) return here();
        var choice = routes.resume(environment, random.getAsLong(), reachable, tried);
        return take(choice, new Step.Wait(looks));
    }

    private Step take(Choice choice, Step otherwise) {
        return switch (choice) {
            case Choice.Here(var given) -> {
                ticket = given;
                tried.add(given.life());
                yield HERE;
            }
            case Choice.There(var life, var given) -> {
                ticket = given;
                tried.add(life);
                yield new Step.There(life);
            }
            case Choice.Nowhere() -> otherwise;
        };
    }

    /**
     * It ended where it was given to; told again, nothing more ends.
     *
     * @return how many requests this node has under way for the environment
     */
    public int ended(Ending ending) {
        var given = ticket;
        ticket = null;
        return routes.ended(environment, given, ending, random.getAsLong());
    }
}

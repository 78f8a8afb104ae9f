package dev.weir.data.route;

import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeLife;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The placing of one request by the route of its environment: see {@link Attempts}. */
public final class RoutedAttempts implements Attempts {
    private final Routes routes;
    private final EnvironmentId environment;
    private final LongSupplier random;
    private final Predicate<NodeLife> reachable;
    private final Set<NodeLife> tried = new HashSet<>();
    private @Nullable Ticket ticket;
    private boolean bound;
    private int checks;

    /**
     * The placing of a request that was placed nowhere yet.
     *
     * @param random gives unpredictable numbers
     * @param reachable whether requests can be forwarded to a peer now
     */
    public RoutedAttempts(
            Routes routes,
            EnvironmentId environment,
            LongSupplier random,
            Predicate<NodeLife> reachable) {
        this.routes = routes;
        this.environment = environment;
        this.random = random;
        this.reachable = reachable;
    }

    @Override
    public void bind() {
        bound = true;
    }

    @Override
    public boolean isBound() {
        return bound;
    }

    @Override
    public Placement begin(boolean stays) {
        // A request that is refused here, where it was no choice, gets the pool's own reason.
        return stays
                ? here()
                : take(routes.choose(environment, random.getAsLong(), reachable), Placement.HERE);
    }

    private Placement here() {
        tried.add(routes.self());
        ticket = routes.arrived(environment);
        return Placement.HERE;
    }

    @Override
    public Placement refused(boolean passes) {
        if (bound) return Placement.REFUSE;
        var choice = routes.again(environment, random.getAsLong(), reachable, tried);
        return take(choice, passes ? new Placement.Wait(checks) : Placement.REFUSE);
    }

    @Override
    public Placement check(boolean room) {
        checks++;
        tried.remove(routes.self()); // another refusal here costs nothing
        if (room) return here();
        var choice = routes.resume(environment, random.getAsLong(), reachable, tried);
        return take(choice, new Placement.Wait(checks));
    }

    private Placement take(Choice choice, Placement otherwise) {
        return switch (choice) {
            case Choice.Here(var given) -> {
                ticket = given;
                tried.add(given.life());
                yield Placement.HERE;
            }
            case Choice.There(var life, var given) -> {
                ticket = given;
                tried.add(life);
                yield new Placement.Peer(life);
            }
            case Choice.Nowhere() -> otherwise;
        };
    }

    @Override
    public int ended(Ending ending) {
        var given = ticket;
        ticket = null;
        return routes.ended(environment, given, ending, random.getAsLong());
    }
}

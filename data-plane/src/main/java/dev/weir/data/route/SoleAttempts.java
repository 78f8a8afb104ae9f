package dev.weir.data.route;

/** The placing of a request on a node without peers: here, or here again once there is a grant. */
public final class SoleAttempts implements Attempts {
    private boolean bound;
    private int checks;

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
        return Placement.HERE;
    }

    @Override
    public Placement refused(boolean passes) {
        return passes && !bound ? new Placement.Wait(checks++) : Placement.REFUSE;
    }

    @Override
    public Placement check(boolean room) {
        return Placement.HERE;
    }

    @Override
    public int ended(Ending ending) {
        return -1;
    }
}

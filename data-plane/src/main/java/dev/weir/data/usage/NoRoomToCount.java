package dev.weir.data.usage;

/** What another environment uses cannot be counted here, so nothing may be begun for it. */
public final class NoRoomToCount extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int most;

    /**
     * A refusal.
     *
     * @param most how many environments are counted for already
     */
    public NoRoomToCount(int most) {
        super(most + " environments are counted for already", null, false, false);
        this.most = most;
    }

    /** How many environments are counted for already. */
    public int most() {
        return most;
    }
}

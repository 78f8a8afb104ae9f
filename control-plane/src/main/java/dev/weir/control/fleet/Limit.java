package dev.weir.control.fleet;

/**
 * What all nodes together may have open to a database.
 *
 * @param wanted what the operator set
 * @param effective what is enforced: above {@code wanted} only while connections are given back
 *     after it was lowered
 * @param reserve how many of it are never granted
 */
public record Limit(int wanted, int effective, int reserve) {
    /** Refuses an effective limit below the wanted one. */
    public Limit {
        if (effective < wanted || reserve < 0 || reserve >= wanted) {
            throw new IllegalArgumentException(
                    "limit " + wanted + ", effective " + effective + ", reserve " + reserve);
        }
    }

    /** One that is enforced at once. */
    public static Limit of(int wanted, int reserve) {
        return new Limit(wanted, wanted, reserve);
    }

    /** The most that may be granted. */
    public int grantable() {
        return wanted - reserve;
    }

    /** The lowest that can be enforced with this charge. */
    public Limit with(int charged) {
        return new Limit(wanted, Math.max(wanted, charged + reserve), reserve);
    }
}

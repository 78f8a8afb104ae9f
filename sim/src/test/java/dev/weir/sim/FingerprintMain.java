package dev.weir.sim;

/** Prints fingerprints, for comparison with those of another process. */
final class FingerprintMain {
    private FingerprintMain() {}

    /** Prints a line for each seed; the arguments are the first seed and the number of seeds. */
    public static void main(String... arguments) {
        long from = Long.parseLong(arguments[0]);
        long seeds = Long.parseLong(arguments[1]);
        for (long seed = from; seed < from + seeds; seed++) {
            System.out.println(seed + " " + Fingerprint.of(seed));
        }
    }
}

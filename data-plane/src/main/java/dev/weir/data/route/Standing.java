package dev.weir.data.route;

/** What is known of one candidate of an environment, and what it has under way. */
final class Standing {
    /** A load that was told is believed less and less over this time. */
    private static final double FRESH_NANOS = 1e9;

    /** A failure weighs this much in the share of failures. */
    private static final double STEP = 0.2;

    /** Of a newcomer's share, at first. */
    private static final double FIRST_SHARE = 0.1;

    private static final int MAX_DOUBLINGS = 10;

    private final RouterSettings settings;
    private final double memoryNanos;
    private final PeakEwma latency;
    private Candidate candidate;
    private int inflight;
    private double othersLoad;
    private long toldAt;
    private double failing;
    private long failingAt;
    private int failuresInARow;
    private int ejections;
    private long ejectedUntil;
    private boolean ejected;
    private long newSince;
    private boolean isNew;
    private boolean proven;

    Standing(Candidate candidate, RouterSettings settings, boolean slowStart, long now) {
        this.candidate = candidate;
        this.settings = settings;
        memoryNanos = settings.memory().toNanos();
        latency = new PeakEwma(settings.memory().toNanos());
        isNew = slowStart;
        newSince = now;
    }

    Candidate candidate() {
        return candidate;
    }

    void resized(Candidate changed) {
        candidate = changed;
    }

    int inflight() {
        return inflight;
    }

    boolean isProven() {
        return proven;
    }

    boolean isKnown() {
        return latency.isKnown();
    }

    double latency(long now, double otherwise) {
        return latency.at(now, otherwise);
    }

    void began() {
        inflight++;
    }

    void ended(long now, long since, Ending ending, long random) {
        inflight--;
        assert inflight >= 0 : "ends what began";
        switch (ending) {
            case Ending.Answered(var load) -> {
                latency.observe(now, now - since);
                failing = failing(now) * (1 - STEP);
                failingAt = now;
                failuresInARow = 0;
                proven = true;
                if (ejections > 0 && !isNew) ejections = 0; // it stood the whole slow start
                if (load >= 0) {
                    othersLoad = Math.max(0, load - inflight);
                    toldAt = now;
                }
            }
            case Ending.NotStarted _, Ending.Failed _ -> failed(now, random);
            case Ending.Abandoned _ -> {}
        }
    }

    private void failed(long now, long random) {
        double before = failing(now);
        failing = before + (1 - before) * STEP;
        failingAt = now;
        failuresInARow++;
        boolean relapsed = ejections > 0 && isNew;
        if (failuresInARow < settings.failuresToEject() && !relapsed) return;
        long most = settings.maxEjection().toNanos();
        int doublings = Math.min(ejections, MAX_DOUBLINGS);
        long whole = Math.min(most, settings.firstEjection().toNanos() << doublings);
        // Up to a quarter less by chance, so that not all nodes come back to it at once.
        ejectedUntil = now + whole - Math.floorMod(random, whole / 4 + 1);
        ejected = true;
        ejections++;
        failuresInARow = 0;
    }

    /** Whether it gets requests; one whose ejection is over begins anew, slowly. */
    boolean isIn(long now) {
        if (!ejected) return true;
        if (now - ejectedUntil < 0) return false;
        ejected = false;
        isNew = true;
        newSince = now;
        return true;
    }

    /**
     * Nanoseconds until a request given to it now would be answered, about: what it usually takes,
     * times the requests per connection. Without the floor under the load a slow candidate that has
     * nothing to do would look faster than a quick one at work.
     */
    double score(long now, double otherwise) {
        double known = othersLoad * Math.max(0, 1 - (now - toldAt) / FRESH_NANOS);
        double load = (inflight + known + 1) / (candidate.size() * share(now));
        double penalty = 1 + failing(now) * (settings.errorWeight() - 1);
        return latency.at(now, otherwise) * penalty * Math.max(load, (1 + load) / 2);
    }

    /** The share of failures; it fades with time, as who gets nothing cannot prove better. */
    private double failing(long now) {
        return failing * Math.exp(-Math.max(0, now - failingAt) / memoryNanos);
    }

    private double share(long now) {
        if (!isNew) return 1;
        double whole = settings.slowStart().toNanos();
        double age = now - newSince;
        if (age >= whole) {
            isNew = false;
            return 1;
        }
        return FIRST_SHARE + (1 - FIRST_SHARE) * age / whole;
    }
}

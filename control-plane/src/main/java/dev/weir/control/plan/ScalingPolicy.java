package dev.weir.control.plan;

import java.time.Duration;

/**
 * The thresholds of scaling.
 *
 * @param slowWait a pool grows when the 95th percentile of waiting is above this…
 * @param slowWindow …for this long
 * @param highUtilisation or when more than this part of its connections was busy…
 * @param utilisationWindow …for this long
 * @param targetUtilisation the part that is to be busy after growing
 * @param doublingEvery in this time a pool at most doubles
 * @param panicWait above this it grows to its target at once…
 * @param panicQueue …or when more than this many requests wait per connection…
 * @param panicWindow …for this long
 * @param startSize what a pool gets when a request wakes it
 * @param startWindow for how long after that it may grow on the first sign of waiting
 * @param drainWithin growth in panic is for what arrives and for what waits to be served in this
 *     time
 * @param steadiness where there is not enough for all, they share by what each needed at most in
 *     this time
 * @param memory a pool shrinks to the most that was recommended in this time…
 * @param halvingEvery …and in this time at most to a half
 * @param judgeAfter growth is judged this long after it…
 * @param leastGain …and taken back if throughput rose by less than this part…
 * @param mostSlowdown …or service time by more than this part, while work still waits
 * @param kneeHold for this long the pool then stays as large as it was
 * @param retellAfter grants that a live node has not taken over in this time are told again
 */
public record ScalingPolicy(
        Duration slowWait,
        Duration slowWindow,
        double highUtilisation,
        Duration utilisationWindow,
        double targetUtilisation,
        Duration doublingEvery,
        Duration panicWait,
        double panicQueue,
        Duration panicWindow,
        int startSize,
        Duration startWindow,
        Duration drainWithin,
        Duration steadiness,
        Duration memory,
        Duration halvingEvery,
        Duration judgeAfter,
        double leastGain,
        double mostSlowdown,
        Duration kneeHold,
        Duration retellAfter) {
    /** What suits most databases. */
    public static final ScalingPolicy DEFAULTS =
            new ScalingPolicy(
                    Duration.ofMillis(20),
                    Duration.ofSeconds(5),
                    0.8,
                    Duration.ofSeconds(10),
                    0.8,
                    Duration.ofSeconds(2),
                    Duration.ofMillis(200),
                    2,
                    Duration.ofSeconds(2),
                    4,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(5),
                    0.1,
                    0.25,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(5));

    /** Refuses what cannot work. */
    public ScalingPolicy {
        if (targetUtilisation <= 0 || targetUtilisation > 1 || startSize < 1) {
            throw new IllegalArgumentException(
                    "target utilisation must be above 0 and at most 1, start size at least 1");
        }
    }

    /** The same with those thresholds that are settings. */
    public ScalingPolicy with(
            int otherStartSize,
            Duration otherSlowWait,
            Duration otherPanicWait,
            Duration otherMemory) {
        return new ScalingPolicy(
                otherSlowWait,
                slowWindow,
                highUtilisation,
                utilisationWindow,
                targetUtilisation,
                doublingEvery,
                otherPanicWait,
                panicQueue,
                panicWindow,
                otherStartSize,
                startWindow,
                drainWithin,
                steadiness,
                otherMemory,
                halvingEvery,
                judgeAfter,
                leastGain,
                mostSlowdown,
                kneeHold,
                retellAfter);
    }
}

package dev.weir.data.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes the values of generators: all of one request see the same moment. */
record Ids(Instant now, RandomGenerator random, Effort effort) {
    private static final char[] LETTERS = "abcdefghijklmnopqrstuvwxyz".toCharArray();
    private static final char[] BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz".toCharArray();
    private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final char[] URL_SAFE =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-".toCharArray();
    private static final int NANOID_LENGTH = 21;

    @Nullable Object generate(Generator generator, List<@Nullable Object> arguments) {
        return switch (generator) {
            case NOW -> DateTimes.text(now);
            case UUID ->
                    switch (version(arguments)) {
                        case 4 -> uuid4();
                        case 7 -> uuid7();
                        default -> throw wrong("uuid");
                    };
            case CUID ->
                    switch (version(arguments)) {
                        case 1 -> cuid1();
                        case 2 -> cuid2();
                        default -> throw wrong("cuid");
                    };
            case ULID -> ulid();
            case NANOID -> text(URL_SAFE, nanoidLength(arguments));
            case PRODUCT -> product(arguments);
        };
    }

    private static int version(List<@Nullable Object> arguments) {
        return arguments.size() == 1 && arguments.getFirst() instanceof Long version
                ? Math.clamp(version, 0, Integer.MAX_VALUE)
                : 0;
    }

    private static int nanoidLength(List<@Nullable Object> arguments) {
        if (arguments.isEmpty()) {
            return NANOID_LENGTH;
        }
        if (arguments.getFirst() instanceof Long length
                && length > 0
                && length <= PlanLimits.ID_LENGTH) {
            return length.intValue();
        }
        throw wrong("nanoid");
    }

    private String uuid4() {
        return new UUID(
                        (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L,
                        (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L)
                .toString();
    }

    private String uuid7() {
        return new UUID(
                        (now.toEpochMilli() << 16) | 0x7000L | random.nextInt(1 << 12),
                        (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L)
                .toString();
    }

    /** The letter c, the time, and 16 digits where others put a counter and their host's name. */
    private String cuid1() {
        return "c" + Long.toString(now.toEpochMilli(), 36) + text(BASE36, 16);
    }

    private String cuid2() {
        return text(LETTERS, 1) + text(BASE36, 23);
    }

    private String ulid() {
        var time = new char[10];
        long millis = now.toEpochMilli();
        for (int i = time.length - 1; i >= 0; i--) {
            time[i] = CROCKFORD[(int) (millis & 31)];
            millis >>>= 5;
        }
        return new String(time) + text(CROCKFORD, 16);
    }

    private String text(char[] alphabet, int length) {
        var text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = alphabet[random.nextInt(alphabet.length)];
        }
        return new String(text);
    }

    private List<@Nullable Object> product(List<@Nullable Object> arguments) {
        if (arguments.size() != 2) {
            throw wrong("product");
        }
        var left = Values.asList(arguments.getFirst());
        var right = Values.asList(arguments.getLast());
        if ((long) left.size() * right.size() > PlanLimits.PAIRS) {
            throw new PlanFailure(
                    400,
                    "P2029",
                    "A product of %d and %d values is too large."
                            .formatted(left.size(), right.size()),
                    Map.of());
        }
        effort.spend(4L * left.size() * right.size());
        var pairs = new ArrayList<@Nullable Object>(left.size() * right.size());
        for (var l : left) {
            for (var r : right) {
                pairs.add(Arrays.asList(l, r));
            }
        }
        return pairs;
    }

    private static PlanFailure wrong(String generator) {
        return PlanFailure.internal("Invalid arguments of generator " + generator + "()");
    }
}

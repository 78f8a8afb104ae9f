package dev.weir.data.plan;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The version of the Prisma client that asks, as far as answers depend on it. */
public record ClientVersion(int major, int minor) implements Comparable<ClientVersion> {
    /** What a client is taken for that does not tell. */
    public static final ClientVersion CURRENT = new ClientVersion(7, 10);

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

    /**
     * Reads the value of the header {@code prisma-engine-hash}, in which clients that send plans
     * put their own version; {@link #CURRENT} if it has another form or is missing.
     */
    public static ClientVersion parse(@Nullable String header) {
        if (header == null) {
            return CURRENT;
        }
        var form = FORM.matcher(header);
        return form.matches()
                ? new ClientVersion(
                        Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)))
                : CURRENT;
    }

    /** Whether it is older than the given version. */
    public boolean isBefore(int otherMajor, int otherMinor) {
        return compareTo(new ClientVersion(otherMajor, otherMinor)) < 0;
    }

    @Override
    public int compareTo(ClientVersion other) {
        return major != other.major
                ? Integer.compare(major, other.major)
                : Integer.compare(minor, other.minor);
    }
}

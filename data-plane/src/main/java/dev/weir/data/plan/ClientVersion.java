package dev.weir.data.plan;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The version of the Prisma client that asks, as far as answers depend on it.
 *
 * @param engine whether it believes to speak with a query engine, which compiles for it
 */
public record ClientVersion(int major, int minor, boolean engine) {
    /** The version assumed for a client that does not send one. */
    public static final ClientVersion CURRENT = new ClientVersion(7, 10);

    /** The last version of the clients of an engine. */
    private static final ClientVersion LAST_OF_ENGINE = new ClientVersion(6, 19, true);

    /** A development build calls itself 0.0.0. */
    private static final ClientVersion DEVELOPMENT = new ClientVersion(0, 0);

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

    /** A client that compiles its queries itself. */
    public ClientVersion(int major, int minor) {
        this(major, minor, false);
    }

    /**
     * Reads the value of the header {@code prisma-engine-hash}, in which clients that send plans
     * put their own version; {@link #CURRENT} if it has another form, is missing, or is that of a
     * development build.
     */
    public static ClientVersion parse(@Nullable String header) {
        if (header == null) return CURRENT;
        var form = FORM.matcher(header);
        if (!form.matches()) return CURRENT;
        var said =
                new ClientVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
        return said.equals(DEVELOPMENT) ? CURRENT : said;
    }

    /** The version of a client without an engine of its own, as its paths begin with it. */
    public static ClientVersion ofEngine(String version) {
        var said = parse(version);
        return said.equals(CURRENT)
                ? LAST_OF_ENGINE
                : new ClientVersion(said.major, said.minor, true);
    }

    /** Whether it is older than the given version. */
    public boolean isBefore(int otherMajor, int otherMinor) {
        return major < otherMajor || (major == otherMajor && minor < otherMinor);
    }
}

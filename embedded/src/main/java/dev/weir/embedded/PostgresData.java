package dev.weir.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's data are. Normally in its home; but root's own folders are closed to the user
 * that PostgreSQL runs as, and then the data are under {@code /var/lib/weir} and the home has a
 * link to them.
 */
final class PostgresData {
    private static final Path ELSEWHERE = Path.of("/var/lib/weir");

    private final Path parent;
    private final Unprivileged user;

    private PostgresData(Path parent, Unprivileged user) {
        this.parent = parent;
        this.user = user;
    }

    static PostgresData of(Path home, Unprivileged user) throws IOException {
        if (user.reaches(home)) {
            var data = new PostgresData(home, user);
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            return data;
        }
        var parent = Files.createDirectories(elsewhere(home));
        var link = home.resolve("data");
        // Without the link the home is new, and what is left elsewhere belonged to an earlier one.
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            remove(parent);
            Files.createDirectories(parent);
            Files.createSymbolicLink(link, parent.resolve("data"));
        } else if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
            moveAway(link, parent.resolve("data"));
        }
        return new PostgresData(parent, user);
    }

    /** Moves data out of a home that was open to the server's user when the data were made. */
    private static void moveAway(Path data, Path to) throws IOException {
        remove(to);
        try {
            Files.move(data, to);
        } catch (IOException e) {
            throw new IOException(
                    "PostgreSQL's data in %s must move to %s, because the folder above is closed to its user, and cannot: move them by hand, for instance with cp -a, and put a symbolic link in their place"
                            .formatted(data, to),
                    e);
        }
        Files.createSymbolicLink(data, to);
    }

    private static Path elsewhere(Path home) {
        return ELSEWHERE.resolve("postgres-" + digest(home));
    }

    /** Removes what a home's server keeps outside it, if it does. */
    static void forget(Path home) throws IOException {
        remove(elsewhere(home));
    }

    Path folder() {
        return parent.resolve("data");
    }

    /** A folder beside the data that the server's user reaches. */
    Path beside() {
        return parent;
    }

    boolean exists() {
        return Files.exists(folder().resolve("PG_VERSION"));
    }

    /** A new empty folder for {@code initdb}; {@link #finish} makes it the data. */
    Path begin() throws IOException {
        remove(unfinished());
        var made = Files.createDirectory(unfinished());
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
        user.own(made);
        return made;
    }

    void finish() throws IOException {
        remove(folder());
        Files.move(unfinished(), folder());
    }

    /** The process of the server that runs, once it serves. */
    @Nullable Long readyServer() throws IOException {
        var file = folder().resolve("postmaster.pid");
        if (!Files.exists(file)) return null;
        var lines = Files.readAllLines(file);
        return lines.size() >= 8 && lines.get(7).strip().equals("ready")
                ? Long.valueOf(lines.get(0).strip())
                : null;
    }

    private Path unfinished() {
        return parent.resolve("data.new");
    }

    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private static String digest(Path home) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var bytes = digest.digest(home.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}

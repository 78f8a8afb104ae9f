package dev.weir.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked once per user and version from a jar on the class path into
 * {@code ~/.cache/weir} (under root: {@code /var/cache/weir}).
 */
final class PostgresPrograms {
    private PostgresPrograms() {}

    /** The folder that holds {@code bin}, {@code lib} and {@code share}. */
    static Path unpacked() throws IOException {
        var name = "/postgres-" + platform() + ".txz";
        var archive = PostgresPrograms.class.getResource(name);
        if (archive == null) {
            throw new IllegalStateException(
                    "no PostgreSQL for this system on the class path: " + name);
        }
        // The archives carry no version; their size tells one from the next.
        var version = Long.toString(archive.openConnection().getContentLengthLong());
        var cache = Files.createDirectories(cache());
        var home = cache.resolve("postgres-" + version);
        // Several processes may come here at once: one unpacks, the others wait.
        try (var channel =
                        FileChannel.open(
                                cache.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (Files.exists(home)) return home;
            try (var stream = archive.openStream()) {
                unpack(stream, cache, home);
            }
        }
        return home;
    }

    private static Path cache() {
        if (System.getProperty("user.name").equals("root")) return Path.of("/var/cache/weir");
        var configured = System.getenv("XDG_CACHE_HOME");
        return configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache", "weir")
                : Path.of(configured, "weir");
    }

    private static void unpack(InputStream archive, Path cache, Path home) throws IOException {
        var unfinished = Files.createTempDirectory(cache, "unpacking");
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var tar =
                new TarArchiveInputStream(
                        new XZCompressorInputStream(new BufferedInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(tar, entry, unfinished);
            }
        }
        Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
            throws IOException {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("leads out of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        var executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static String platform() {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var architecture = System.getProperty("os.arch");
        var arm = architecture.equals("aarch64") || architecture.equals("arm64");
        return (system.contains("mac") ? "darwin-" : "linux-") + (arm ? "arm_64" : "x86_64");
    }
}

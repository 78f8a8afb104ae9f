package dev.weir.standalone.machine;

import dev.weir.embedded.PrivateFile;
import dev.weir.runtime.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * The folder that {@code ./weir up} keeps everything in, locked against a second one. The lock goes
 * with the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {
    private static final int TOKEN_BYTES = 24;

    private final Path path;
    private final boolean ephemeral;
    private final FileChannel lock;
    private final SecureRandom random = new SecureRandom();

    private DataFolder(Path path, boolean ephemeral, FileChannel lock) {
        this.path = path;
        this.ephemeral = ephemeral;
        this.lock = lock;
    }

    /**
     * Opens a folder, making it when it is not there.
     *
     * @throws UpFailure when another process uses it
     */
    public static DataFolder open(Path path) throws IOException {
        return open(path.toAbsolutePath().normalize(), false);
    }

    /** Makes a folder that {@link #close} removes. */
    public static DataFolder ephemeral() throws IOException {
        return open(Files.createTempDirectory("weir-"), true);
    }

    private static DataFolder open(Path path, boolean ephemeral) throws IOException {
        var file = path.resolve("lock");
        var channel = lockFile(path, file);
        if (!isLocked(channel)) {
            channel.close();
            throw new UpFailure(
                    "%s is in use by another ./weir up (process %s): stop that one, or choose another folder with --data DIR"
                            .formatted(path, Files.readString(file).strip()));
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid())
                                .getBytes(StandardCharsets.UTF_8)));
        return new DataFolder(path, ephemeral, channel);
    }

    private static FileChannel lockFile(Path path, Path file) throws IOException {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            return FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (FileSystemException e) {
            throw new UpFailure(
                    "%s cannot be the data folder (%s): make it writable, or choose another folder with --data DIR"
                            .formatted(path, why(e)),
                    e);
        }
    }

    private static String why(FileSystemException e) {
        return switch (e) {
            case AccessDeniedException _ -> "no permission for " + e.getFile();
            case FileAlreadyExistsException _ -> e.getFile() + " is not a folder";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /** A folder or a file in it. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** A random word of letters and digits under this name: made once, then always the same. */
    public Secret token(String name) throws IOException {
        return secret(name, bytes -> HexFormat.of().formatHex(bytes), TOKEN_BYTES);
    }

    /** A random key of so many bytes in Base64 under this name: made once, then always the same. */
    public Secret key(String name, int bytes) throws IOException {
        return secret(name, Base64.getEncoder()::encodeToString, bytes);
    }

    private Secret secret(
            String name, java.util.function.Function<byte[], String> encode, int length)
            throws IOException {
        var file = Files.createDirectories(path.resolve("secrets")).resolve(name);
        if (!Files.exists(file)) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            PrivateFile.write(file, encode.apply(bytes));
        }
        return new Secret(Files.readString(file).strip());
    }

    /** Gives the lock back, and removes the folder if it is an ephemeral one. */
    @Override
    public void close() throws IOException {
        lock.close();
        if (!ephemeral) return;
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}

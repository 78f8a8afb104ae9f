package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PgBouncer in front of the bench's database, in transaction pooling. */
final class PgBouncer implements AutoCloseable {
    private static final String PROGRAM = "pgbouncer";
    private static final String SETTINGS = "pgbouncer.ini";

    private final Child child;
    private final String url;
    private final Path folder;

    private PgBouncer(Child child, String url, Path folder) {
        this.child = child;
        this.url = url;
        this.folder = folder;
    }

    /** Whether it is installed, where Debian puts it or on the path. */
    static boolean isThere() {
        return Files.isExecutable(program());
    }

    private static Path program() {
        for (var folder : System.getenv("PATH").split(":", -1)) {
            var there = Path.of(folder, PROGRAM);
            if (Files.isExecutable(there)) return there;
        }
        return Path.of("/usr/sbin", PROGRAM);
    }

    /**
     * Starts one that opens so many connections to a database at most.
     *
     * @param port where it listens, on loopback
     */
    static PgBouncer start(String databaseUrl, int connections, int port, Path folder)
            throws IOException {
        var database = URI.create(databaseUrl);
        var user = database.getUserInfo().split(":", 2);
        // It never runs as root: who it runs as has to reach its file.
        var own =
                Files.createTempDirectory(
                        "weir-bench-pgbouncer-",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxr-xr-x")));
        var settings = own.resolve(SETTINGS);
        Files.writeString(
                settings,
                """
                [databases]
                bench = host=127.0.0.1 port=%d dbname=%s user=%s password=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = 500
                """
                        .formatted(
                                database.getPort(),
                                database.getPath().substring(1),
                                user[0],
                                user[1],
                                port,
                                connections));
        var command = new ArrayList<>(List.of(program().toString()));
        if (System.getProperty("user.name").equals("root")) command.addAll(List.of("-u", "nobody"));
        command.add(settings.toString());
        var child = Child.start(own, folder.resolve("pgbouncer.log"), Map.of(), command);
        child.awaitOutput("process up");
        return new PgBouncer(child, "postgresql://bench@127.0.0.1:" + port + "/bench", own);
    }

    /** The database, by way of it. */
    String url() {
        return url;
    }

    long pid() {
        return child.pid();
    }

    @Override
    public void close() throws IOException {
        child.close();
        Files.deleteIfExists(folder.resolve(SETTINGS)); // it holds the database's password
        Files.deleteIfExists(folder);
    }
}

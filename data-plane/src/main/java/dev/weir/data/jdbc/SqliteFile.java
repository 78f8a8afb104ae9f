package dev.weir.data.jdbc;

import dev.weir.data.database.DatabaseFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A database file on the node's own disk, inside a folder that the operator allows. The driver sees
 * this path and never the URL it came from, so that none of its options is within a user's reach.
 */
public record SqliteFile(Path path) {
    /**
     * The driver reads options from a question mark on; nothing that it could misread is allowed.
     */
    private static final Pattern URL = Pattern.compile("file:(?://)?(/[A-Za-z0-9._/-]{1,1000})");

    /**
     * Reads a URL of the form {@code file:/folder/name.db}.
     *
     * @param folders where database files may be; with none, no file is allowed
     * @throws DatabaseFault REFUSED for another form, a file outside of the folders, one reached by
     *     a symbolic link that leads out of them, and one that does not exist
     */
    public static SqliteFile parse(String url, List<Path> folders) {
        var form = URL.matcher(url);
        if (!form.matches()) {
            throw refused(
                    "a SQLite URL has the form file:/folder/name.db, of letters, digits, '.', '_',"
                            + " '-' and '/', without parameters");
        }
        try {
            var real = Path.of(form.group(1)).toRealPath();
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) throw missing();
            for (var folder : folders) {
                if (real.startsWith(folder.toRealPath())) return new SqliteFile(real);
            }
        } catch (IOException _) {
            throw missing();
        }
        throw missing();
    }

    /** Says the same of a file outside of the folders, so that nobody can ask which files exist. */
    private static DatabaseFault missing() {
        return refused("no SQLite file of that name is in a folder that the operator allows");
    }

    private static DatabaseFault refused(String message) {
        return new DatabaseFault(DatabaseFault.Kind.REFUSED, "", message, Map.of());
    }
}

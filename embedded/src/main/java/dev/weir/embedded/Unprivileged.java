package dev.weir.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The user that PostgreSQL runs as. It refuses to run as root: under root it is the system's own
 * {@code postgres}, or else {@code nobody}; otherwise whoever runs the JVM.
 */
final class Unprivileged {
    private record Account(String name, int user, int group) {}

    private final @Nullable Account account;

    private Unprivileged(@Nullable Account account) {
        this.account = account;
    }

    static Unprivileged find() throws IOException {
        if (!System.getProperty("user.name").equals("root")) return new Unprivileged(null);
        var accounts = accounts();
        return Stream.of("postgres", "nobody")
                .flatMap(name -> Stream.ofNullable(accounts.get(name)))
                .findFirst()
                .map(Unprivileged::new)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "PostgreSQL does not run as root, and this system has"
                                        + " neither a user postgres nor a user nobody: run"
                                        + " Weir as an ordinary user"));
    }

    /** A command as this user. The process that it becomes keeps its id. */
    List<String> command(List<String> command) {
        if (account == null) return command;
        var all = new ArrayList<>(prefix(account));
        all.addAll(command);
        return all;
    }

    /** Whether this user can get to a folder, whatever its own permissions. */
    boolean reaches(Path folder) throws IOException {
        if (account == null) return true;
        for (var each = folder.getParent(); each != null; each = each.getParent()) {
            var permissions = Files.getPosixFilePermissions(each);
            if (!permissions.contains(PosixFilePermission.OTHERS_EXECUTE)) return false;
        }
        return true;
    }

    /** Makes this user the owner of a file or a folder. */
    void own(Path path) throws IOException {
        if (account == null) return;
        Files.setAttribute(path, "unix:uid", account.user());
        Files.setAttribute(path, "unix:gid", account.group());
    }

    private static List<String> prefix(Account account) {
        var setpriv = Children.program("setpriv");
        if (setpriv.isPresent()) {
            return List.of(
                    setpriv.get().toString(),
                    "--reuid=" + account.user(),
                    "--regid=" + account.group(),
                    "--clear-groups");
        }
        var runuser = Children.program("runuser");
        if (runuser.isPresent()) {
            return List.of(runuser.get().toString(), "-u", account.name(), "--");
        }
        throw new IllegalStateException(
                "PostgreSQL does not run as root, and this system has neither setpriv nor runuser:"
                        + " run Weir as an ordinary user");
    }

    private static Map<String, Account> accounts() throws IOException {
        try (var lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.map(line -> line.split(":"))
                    .flatMap(fields -> account(fields).stream())
                    .collect(
                            java.util.stream.Collectors.toMap(
                                    Account::name, each -> each, (first, _) -> first));
        }
    }

    private static Optional<Account> account(String[] fields) {
        if (fields.length < 4 || !fields[2].matches("\\d{1,9}") || !fields[3].matches("\\d{1,9}")) {
            return Optional.empty();
        }
        return Optional.of(
                new Account(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
    }
}

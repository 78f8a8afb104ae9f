package dev.weir.it.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The kernel's own clocks of a JVM's threads, by the names that the JVM gave them. One that has
 * ended keeps what was read of it last.
 */
final class ThreadClocks {
    private static final Pattern THREAD =
            Pattern.compile("^\"([^\"]+)\" .*\\bnid=(0x[0-9a-f]+|[0-9]+)", Pattern.MULTILINE);

    private final long pid;
    private final Path tasks;
    private final Map<Long, String> names = new TreeMap<>();
    private final Map<Long, Long> nanos = new TreeMap<>();

    /** Of a process's threads that there are now. */
    ThreadClocks(long pid) throws IOException {
        this.pid = pid;
        tasks = Path.of("/proc", Long.toString(pid), "task");
        find();
    }

    /**
     * Takes in the threads that have begun since. Those that have ended keep their last reading.
     */
    void find() throws IOException {
        var found = THREAD.matcher(threads(pid));
        while (found.find()) names.put(Long.decode(found.group(2)), found.group(1));
        if (names.isEmpty()) throw new IOException("process " + pid + " tells no threads");
        read();
    }

    private static String threads(long pid) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var asked =
                new ProcessBuilder(jcmd, Long.toString(pid), "Thread.print")
                        .redirectErrorStream(true)
                        .start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Reads them anew: nanoseconds on a processor are the first number of schedstat. */
    void read() throws IOException {
        for (var thread : names.keySet()) {
            try {
                var text = Files.readString(tasks.resolve(thread + "/schedstat"));
                if (!text.isEmpty()) nanos.put(thread, Long.parseLong(text.split(" ", 2)[0]));
            } catch (NoSuchFileException _) {
                // It has ended.
            } catch (IOException e) {
                if (Files.exists(tasks.resolve(Long.toString(thread)))) throw e;
            }
        }
    }

    /** Milliseconds of all threads whose names are like that. */
    double millis(Pattern name) {
        return nanos.entrySet().stream()
                        .filter(each -> name.matcher(names.get(each.getKey())).matches())
                        .mapToLong(Map.Entry::getValue)
                        .sum()
                / 1e6;
    }

    /** Milliseconds by name, of those with at least one. */
    Map<String, Long> byName() {
        var all = new TreeMap<String, Long>();
        nanos.forEach((thread, used) -> {
            if (used >= 1_000_000) all.merge(names.get(thread), used / 1_000_000, Long::sum);
        });
        return all;
    }
}

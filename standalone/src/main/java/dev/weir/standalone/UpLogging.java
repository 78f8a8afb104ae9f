package dev.weir.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The planes' logs go to a file: the terminal is for who sits before it. */
final class UpLogging {
    private static final String FILE = "weir.log";

    private UpLogging() {}

    /** To be called before anything logs. */
    static void into(Path folder) throws IOException {
        Files.createDirectories(folder);
        System.setProperty("weir.log.file", folder.resolve(FILE).toString());
        System.setProperty("logback.configurationFile", "dev/weir/standalone/up-logback.xml");
    }

    /** A failure that nobody expected: its place in the code is for the log. */
    static void failure(Path folder, Throwable cause) {
        LoggerFactory.getLogger(Up.class).atError().setCause(cause).log("Weir did not start");
        System.out.println("      more in " + folder.resolve(FILE));
    }
}

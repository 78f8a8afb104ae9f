package dev.weir.standalone;

import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** The words for a plane that does not start. */
final class StartFailure {
    private StartFailure() {}

    /** One sentence; for a taken port, with the remedy. */
    static String words(Throwable failure) {
        if (!isTakenPort(failure)) return String.valueOf(failure.getMessage());
        return failure.getMessage()
                + ": another program listens there. Stop it, or choose another port (settings that end in .port)";
    }

    /** Whether an address to listen on was taken. Native transports have no type for it. */
    static boolean isTakenPort(@Nullable Throwable failure) {
        for (var each = failure; each != null; each = each.getCause()) {
            if (each instanceof BindException) return true;
            var message = each.getMessage();
            if (message != null && message.contains("Address already in use")) return true;
        }
        return false;
    }
}

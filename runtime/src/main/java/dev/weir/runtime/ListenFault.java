package dev.weir.runtime;

import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** An address that a server cannot listen on. */
public final class ListenFault extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private ListenFault(String message, Throwable cause) {
        super(message, cause);
    }

    /** The fault at an address, in words that name the address and the reason. */
    public static ListenFault at(String host, int port, Throwable cause) {
        var why =
                isTaken(cause)
                        ? "is taken by another program"
                        : "cannot be listened on (" + innermost(cause) + ")";
        return new ListenFault("address %s:%d %s".formatted(host, port, why), cause);
    }

    /** Whether a failure was caused by an address that cannot be listened on. */
    public static boolean caused(@Nullable Throwable failure) {
        for (var each = failure; each != null; each = each.getCause()) {
            if (each instanceof ListenFault) return true;
        }
        return false;
    }

    private static boolean isTaken(@Nullable Throwable failure) {
        for (var each = failure; each != null; each = each.getCause()) {
            var message = String.valueOf(each.getMessage());
            // Native transports have no type for it.
            if (message.contains("Address already in use")) return true;
            if (each instanceof BindException && each.getMessage() == null) return true;
        }
        return false;
    }

    private static String innermost(Throwable failure) {
        var innermost = failure;
        while (innermost.getCause() != null) innermost = innermost.getCause();
        return String.valueOf(innermost.getMessage());
    }
}

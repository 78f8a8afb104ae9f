package dev.weir.compiler;

/**
 * The compiled code failed on its own: a trap, memory over its limit, or an interrupt. The instance
 * is of no use any more. The message names the kind of failure and quotes nothing of the query.
 */
public final class CompilerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean interrupted;
    private final boolean outOfMemory;

    CompilerFault(String message, Throwable cause, boolean interrupted, boolean outOfMemory) {
        super(message, cause);
        this.interrupted = interrupted;
        this.outOfMemory = outOfMemory;
    }

    /** Whether it needed more memory than it may have. */
    public boolean outOfMemory() {
        return outOfMemory;
    }

    /** Whether the thread was interrupted, because its time was over. */
    public boolean interrupted() {
        return interrupted;
    }
}

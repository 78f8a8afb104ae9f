package dev.weir.data.memory;

/**
 * A request needs more memory than is left for its environment or on its node. Carries no stack
 * trace: it is an answer, not a defect.
 */
public final class MemoryExhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message the client's text: the limit with its number, and the remedy
     */
    public MemoryExhausted(String message) {
        super(message, null, false, false);
    }
}

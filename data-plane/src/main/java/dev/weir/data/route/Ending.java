package dev.weir.data.route;

/** How a request ended at the one that it was given to. */
public sealed interface Ending {
    /**
     * It was answered, with a result or with the client's own mistake.
     *
     * @param load requests that the answering node has under way for the environment, this one not
     *     counted; negative if it did not say
     */
    record Answered(int load) implements Ending {}

    /** It certainly did not start: it may be given to somebody else. */
    record NotStarted() implements Ending {}

    /** It failed, and may have taken effect. */
    record Failed() implements Ending {}

    /** Nobody waits for it any more; says nothing of whom it was given to. */
    record Abandoned() implements Ending {}
}

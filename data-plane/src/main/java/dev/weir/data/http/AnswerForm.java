package dev.weir.data.http;

/** How a protocol's answers look. */
interface AnswerForm {
    /** A transaction began. */
    Answer started(Exchange exchange, String id);

    /** What was asked for is done. */
    Answer done(Exchange exchange);

    /** Nothing of what was asked for was begun. */
    Answer refused(Exchange exchange, Failure failure);

    /**
     * What was asked for was begun, may have had effects, and failed: no client may take the answer
     * for one after which it should try again.
     */
    Answer failed(Exchange exchange, Failure failure);
}

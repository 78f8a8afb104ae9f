package dev.weir.data.gateway;

import dev.weir.data.environment.Authentication;
import dev.weir.data.http.Answer;
import dev.weir.data.http.Rejection;
import java.time.Duration;

/**
 * The words, codes and statuses of a protocol's answers that are no results. A protocol whose
 * clients retry by status has other answers to work that was begun than to work that was not.
 */
public interface AnswerForm {
    /** The request has no API key, or one that opens nothing. */
    Answer denied(Authentication.Denied reason);

    /** The node rejects the request; nothing was begun. */
    Answer rejected(Rejection rejection);

    /**
     * The request got no connection or could not be prepared; nothing was begun.
     *
     * @param cause any throwable; an unexpected one is a defect
     */
    Answer refused(Throwable cause);

    /** Work that was begun came to nothing that can be told, and may have had effects. */
    Answer failed(Rejection rejection);

    /**
     * Work that was begun failed, and may have had effects.
     *
     * @param cause any throwable; an unexpected one is a defect
     */
    Answer failed(Throwable cause);

    /**
     * Work that was begun was not done within its limit, and its connection was closed.
     *
     * @param undone whether nothing of it stays; otherwise it may have taken effect
     */
    Answer late(Duration limit, boolean undone);
}

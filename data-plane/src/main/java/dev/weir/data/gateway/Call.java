package dev.weir.data.gateway;

import dev.weir.data.database.ValueFormat;
import dev.weir.data.http.Answer;
import dev.weir.data.http.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * One request in its protocol's terms. Its methods are called in this order: {@link #endpoint},
 * {@link #early}, {@link #key}, {@link #check} and {@link #read} on the request's event loop, then
 * {@link #work} on the loop that owns the environment's pool; none of them blocks.
 */
public interface Call extends AnswerForm {
    /** The kind of request. */
    Endpoint endpoint();

    /** The answer, if it needs no environment: to a pre-flight, or to headers that are wrong. */
    default @Nullable Answer early() {
        return null;
    }

    /** The API key; null if the request has none. */
    @Nullable String key();

    /** The answer that refuses a request because it does not fit its environment; usually null. */
    default @Nullable Answer check(ServedEnvironment environment) {
        return null;
    }

    /** The text forms of values that the work needs from the database. */
    default ValueFormat format() {
        return ValueFormat.STANDARD;
    }

    /** Takes the whole body. Parsing that takes long is left to {@link #work}. */
    void read(byte[] body);

    /** Whether every node answers it alike, so that it is never forwarded. */
    default boolean isLocal() {
        return false;
    }

    /**
     * The work that the request asks for. Called again if the request was refused a connection and
     * is placed here once more.
     */
    Work work(RequestContext request);
}

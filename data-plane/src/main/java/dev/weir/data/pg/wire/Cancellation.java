package dev.weir.data.pg.wire;

import org.jspecify.annotations.Nullable;

/**
 * The cancel request of one conversation. It travels on a connection of its own and ends whatever
 * the server does when it arrives: until that connection is over nothing new is sent, and the end
 * of the statement that it hit is not told. For one thread.
 */
final class Cancellation {
    private @Nullable Question target;
    private @Nullable Question ended;
    private long deadline;
    private boolean underWay;

    /** Begins for the first of the statements that were sent, which has until then to end. */
    void begin(Question head, long until) {
        target = head;
        underWay = true;
        deadline = until;
    }

    /** The statement that is being cancelled; null once it has ended. */
    @Nullable Question target() {
        return target;
    }

    /** The moment at which a statement that goes on ends its connection. */
    long deadline() {
        return deadline;
    }

    /** Whether the request may still hit what is sent now. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Whether the conversation is at rest as far as cancelling goes. */
    boolean isOver() {
        return !underWay && ended == null;
    }

    /**
     * A statement has ended.
     *
     * @return whether it is kept until the request is over, because the request may have hit it
     */
    boolean keeps(Question question) {
        if (target == question) {
            target = null;
        }
        boolean hit = !question.displaced && (question.timedOut || question.discard);
        if (underWay && hit) {
            ended = question;
        }
        return underWay && hit;
    }

    /** The request is over; the statement that was kept meanwhile, once. */
    @Nullable Question sent() {
        underWay = false;
        return take();
    }

    /** The statement that was kept, once. */
    @Nullable Question take() {
        Question taken = ended;
        ended = null;
        return taken;
    }
}

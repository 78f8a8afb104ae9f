package dev.weir.data.http;

import io.vertx.core.Vertx;

/** Decides where a request is served: here, or by a peer that it is handed to. Thread-safe. */
public abstract class Routing {
    private final WaitingRoom room;

    /** Everything is served here. */
    public static Routing here(Vertx vertx) {
        return new OnlyHere(vertx);
    }

    Routing(Vertx vertx) {
        room = new WaitingRoom(vertx);
    }

    /** Where requests wait that nobody can serve yet. */
    WaitingRoom room() {
        return room;
    }

    /** How many requests wait for a grant that is to come, at whatever node. */
    public int waiting() {
        return room.waiting();
    }

    /**
     * Has a request served: runs {@code here}, at once, or hands it on. On the exchange's loop; the
     * account is entered.
     *
     * @param bound whether it belongs to a transaction or a session, so that only its holder can
     *     serve it: then it is run here, and the door finds out with {@code Exchange.goesTo}
     * @param body the request's whole body
     */
    abstract void route(
            Exchange exchange, Served served, boolean bound, byte[] body, Runnable here);
}

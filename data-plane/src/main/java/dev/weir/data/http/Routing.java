package dev.weir.data.http;

/** Decides where a request is served: here, or by a peer that it is handed to. Thread-safe. */
public abstract class Routing {
    /** Everything is served here. */
    public static Routing here() {
        return new Routing() {
            @Override
            void route(
                    Exchange exchange, Served served, boolean bound, byte[] body, Runnable here) {
                here.run();
            }
        };
    }

    Routing() {}

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

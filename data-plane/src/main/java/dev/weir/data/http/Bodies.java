package dev.weir.data.http;

import java.util.function.Consumer;

/** Reads requests' bodies: how is the listener's to say. */
interface Bodies {
    /** Hands the body over once it is whole, on the request's event loop; otherwise refuses it. */
    void read(Exchange exchange, Consumer<byte[]> whole);
}

package dev.weir.data.http;

import io.vertx.core.http.HttpServerResponse;

/** Learns how an exchange ends: one call, on the exchange's event loop. */
public interface ExchangeListener {
    /** Does nothing. */
    ExchangeListener NONE =
            new ExchangeListener() {
                @Override
                public void answering(Answer answer, HttpServerResponse response) {}

                @Override
                public void left() {}
            };

    /** The answer is about to be sent; headers may be added to the response. */
    void answering(Answer answer, HttpServerResponse response);

    /** The client left before its answer. */
    void left();
}

package dev.weir.data.peer;

import io.vertx.core.Context;

/** Shows tests of other packages which event loops share their links. */
public final class LinksOf {
    private LinksOf() {}

    /** The links of an event loop: one object for all that share them. On that loop. */
    public static Object a(Forwarding forwarding, Context loop) {
        return forwarding.links(loop);
    }
}

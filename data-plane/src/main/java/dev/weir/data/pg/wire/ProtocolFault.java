package dev.weir.data.pg.wire;

import java.util.Objects;

/** What the server sent is not of the protocol: the connection is of no use any more. */
final class ProtocolFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolFault(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}

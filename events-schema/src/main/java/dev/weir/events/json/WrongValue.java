package dev.weir.events.json;

/** Why a record was refused: where, and what was expected there; never what stood there. */
final class WrongValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongValue(String reason) {
        super(reason, null, false, false);
    }
}

package dev.weir.control.store;

import dev.weir.control.management.Refusal;

/** Undoes a transaction whose command is declined. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }

    static Refused invalid(String field, String rule) {
        return new Refused(new Refusal.Invalid(field, rule));
    }

    static Refused missing(String kind, Object id) {
        return new Refused(new Refusal.NotFound(kind, id.toString()));
    }

    static Refused conflict(String rule) {
        return new Refused(new Refusal.Conflict(rule));
    }
}

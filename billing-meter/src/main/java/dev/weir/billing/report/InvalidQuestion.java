package dev.weir.billing.report;

/** A question that cannot be answered. */
public final class InvalidQuestion extends Exception {
    private static final long serialVersionUID = 1L;

    private final String parameter;

    InvalidQuestion(String parameter, String rule) {
        super(parameter + " " + rule, null, false, false);
        this.parameter = parameter;
    }

    /** Which of its parameters is wrong. */
    public String parameter() {
        return parameter;
    }
}

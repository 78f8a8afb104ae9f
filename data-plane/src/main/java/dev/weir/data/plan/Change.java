package dev.weir.data.plan;

/** How a field of a record is changed in memory. */
record Change(Operator operator, Expression operand) {
    /** What is done with the field's value and the operand. */
    enum Operator {
        SET,
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE
    }
}

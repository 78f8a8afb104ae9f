package dev.weir.data.plan;

import dev.weir.data.memory.Memory;

/**
 * Counts the values of one request and their memory while they are parsed: two bytes of JSON may
 * stand for an object that takes a hundred.
 */
public final class ParseBudget {
    /** The most values of one request: a bulk insert of 70,000 rows with 25 columns. */
    public static final int VALUES = 2_000_000;

    private static final int OBJECT = 64;
    private static final int MEMBER = 112;
    private static final int ARRAY = 48;
    private static final int SCALAR = 32;
    private static final int TEXT = 56;

    /** Bytes that are taken at once. */
    private static final int STEP = 8 << 10;

    private final Memory memory;
    private int values;
    private long weight;
    private long taken;

    /** A budget of which nothing is spent. */
    public ParseBudget(Memory memory) {
        this.memory = memory;
    }

    /** A budget for JSON that the node or the compiler has written, which is bounded already. */
    public static ParseBudget own() {
        return new ParseBudget(Memory.UNLIMITED);
    }

    /** Where the values' memory is taken. */
    public Memory memory() {
        return memory;
    }

    /** Bytes that the values take, estimated. */
    public long weight() {
        return weight;
    }

    /** Counts an object, without its members. */
    public void object() {
        value(OBJECT);
    }

    /** Counts the place and the name of an object's member. */
    public void member() {
        value(MEMBER);
    }

    /** Counts an array, without its elements. */
    public void array() {
        value(ARRAY);
    }

    /** Counts a number, a flag or null. */
    public void scalar() {
        value(SCALAR);
    }

    /** Counts a string. */
    public void text(int characters) {
        value(TEXT + characters);
    }

    private void value(int bytes) {
        weight += bytes;
        if (++values > VALUES) {
            throw PlanFailure.invalid(
                    "The request has more than " + VALUES + " values, their limit. Split it.");
        }
        if (weight - taken >= STEP) {
            memory.take(weight - taken);
            taken = weight;
        }
    }
}

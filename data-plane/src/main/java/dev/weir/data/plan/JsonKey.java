package dev.weir.data.plan;

import java.util.Arrays;

/** The name of an object's member as JSON, ready to be copied. */
final class JsonKey {
    private final byte[] json;

    /**
     * Encodes a name.
     *
     * @param first whether it is the object's first; before others goes a comma
     */
    JsonKey(String name, boolean first) {
        var out = new JsonOutput(Integer.MAX_VALUE);
        if (!first) {
            out.raw(',');
        }
        out.string(name).raw(':');
        json = Arrays.copyOf(out.array(), out.length());
    }

    void write(JsonOutput out) {
        out.raw(json);
    }
}

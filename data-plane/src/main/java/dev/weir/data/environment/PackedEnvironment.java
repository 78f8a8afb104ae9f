package dev.weir.data.environment;

import dev.weir.events.ApiKeyHash;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An environment's fact in little memory, for the many that nobody asks for: its texts as bytes,
 * what is Base64 without it, and one object for all. Reading it takes about a microsecond.
 */
final class PackedEnvironment implements EnvironmentDirectory.Known {
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int USUAL_BYTES = 320;
    private static final int LOW_BITS = 0x7f;
    private static final int MORE = 0x80;
    private static final int SHIFT = 7;

    private final long version;
    private final byte[] texts;
    private final EnvironmentState state;
    private final EnvironmentSettings settings;

    private PackedEnvironment(
            long version, byte[] texts, EnvironmentState state, EnvironmentSettings settings) {
        this.version = version;
        this.texts = texts;
        this.state = state;
        this.settings = settings;
    }

    /**
     * Of a fact.
     *
     * @param settings its own, as the object that is kept of those that are equal
     */
    static PackedEnvironment of(EnvironmentDefined fact, EnvironmentSettings settings) {
        var writer = new Writer();
        writer.text(fact.project().value());
        writer.text(fact.name());
        writer.text(fact.region().value());
        writer.text(fact.database().value());
        writer.number(fact.connectionLimit());
        writer.base64(fact.databaseUrl());
        writer.number(fact.keys().size());
        for (var key : fact.keys()) {
            writer.text(key.id());
            writer.base64(key.hash());
        }
        return new PackedEnvironment(
                fact.version(), writer.bytes.toByteArray(), fact.state(), settings);
    }

    @Override
    public long version() {
        return version;
    }

    /** The fact, of the environment that it is of. */
    EnvironmentDefined unpack(EnvironmentId environment) {
        var reader = new Reader(ByteBuffer.wrap(texts));
        return new EnvironmentDefined(
                environment,
                version,
                new ProjectId(reader.text()),
                reader.text(),
                new RegionId(reader.text()),
                new DatabaseId(reader.text()),
                state,
                reader.number(),
                reader.base64(),
                keys(reader),
                settings);
    }

    private static List<ApiKeyHash> keys(Reader reader) {
        int count = reader.number();
        var keys = new ArrayList<ApiKeyHash>(count);
        for (int i = 0; i < count; i++) keys.add(new ApiKeyHash(reader.text(), reader.base64()));
        return keys;
    }

    private static final class Writer {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);

        /** Not negative; seven bits a byte. */
        void number(int value) {
            int rest = value;
            for (; rest > LOW_BITS; rest >>>= SHIFT) bytes.write((rest & LOW_BITS) | MORE);
            bytes.write(rest);
        }

        void bytes(byte[] all) {
            number(all.length);
            bytes.writeBytes(all);
        }

        void text(String text) {
            bytes(text.getBytes(StandardCharsets.UTF_8));
        }

        /** What stands behind the last point may be Base64; what is not stays as it is. */
        void base64(String text) {
            int end = text.lastIndexOf('.') + 1;
            var decoded = decoded(text.substring(end));
            text(decoded.length == 0 ? text : text.substring(0, end));
            bytes(decoded);
        }

        /** Nothing, unless it would be encoded the same. */
        private static byte[] decoded(String text) {
            try {
                var decoded = DECODER.decode(text);
                return ENCODER.encodeToString(decoded).equals(text) ? decoded : new byte[0];
            } catch (IllegalArgumentException _) {
                return new byte[0];
            }
        }
    }

    private record Reader(ByteBuffer bytes) {
        int number() {
            int value = 0;
            for (int shift = 0; ; shift += SHIFT) {
                int next = bytes.get();
                value |= (next & LOW_BITS) << shift;
                if ((next & MORE) == 0) return value;
            }
        }

        byte[] some() {
            var some = new byte[number()];
            bytes.get(some);
            return some;
        }

        String text() {
            return new String(some(), StandardCharsets.UTF_8);
        }

        String base64() {
            return text() + ENCODER.encodeToString(some());
        }
    }
}

package dev.weir.data.compile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A schema that no query has needed yet: compressed and unread, so that a node may know those of
 * all environments of its region, and be told of them quickly when it starts. Immutable.
 */
public final class PackedSchema {
    private static final int CHUNK = 8192;

    private final String hash;
    private final byte[] packed;
    private final int length;

    private PackedSchema(String hash, byte[] packed, int length) {
        this.hash = hash;
        this.packed = packed;
        this.length = length;
    }

    /** Packs a schema's text; the hash is the one that its client knows it by. */
    public static PackedSchema of(String hash, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        try (var deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(bytes);
            deflater.finish();
            var out = new ByteArrayOutputStream(Math.max(64, bytes.length / 4));
            var chunk = new byte[CHUNK];
            while (!deflater.finished()) out.write(chunk, 0, deflater.deflate(chunk));
            return new PackedSchema(hash, out.toByteArray(), bytes.length);
        }
    }

    /** The hash that its client knows it by. */
    public String hash() {
        return hash;
    }

    /**
     * Its text.
     *
     * @throws IllegalStateException if memory was damaged
     */
    public String text() {
        try (var inflater = new Inflater()) {
            inflater.setInput(packed);
            var bytes = new byte[length];
            int done = 0;
            while (done < length) {
                int more = inflater.inflate(bytes, done, length - done);
                if (more == 0) throw new IllegalStateException("schema " + hash + " ends early");
                done += more;
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (DataFormatException e) {
            throw new IllegalStateException("schema " + hash + " cannot be unpacked", e);
        }
    }

    /** Reads it, which takes up to a tenth of a second for the largest: not for an event loop. */
    public UploadedSchema open() {
        return UploadedSchema.of(hash, text());
    }
}

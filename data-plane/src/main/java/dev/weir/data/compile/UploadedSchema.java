package dev.weir.data.compile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A schema that a client uploaded.
 *
 * @param hash SHA-256, in lower-case hexadecimal, of the base64 text that it came as
 * @param text Prisma's schema language
 * @param model what Weir itself knows of it
 */
public record UploadedSchema(String hash, String text, SchemaModel model) {
    /** The most bytes of a schema's text: it has to fit into one record of the event log. */
    public static final int MAX_BYTES = 600_000;

    /** A schema whose hash is known to be right. */
    public static UploadedSchema of(String hash, String text) {
        return new UploadedSchema(hash, text, SchemaModel.parse(text));
    }

    /**
     * The schema's text in an upload.
     *
     * @param body base64
     * @return empty if it is not base64 of UTF-8, does not have the hash, or is too large
     */
    public static Optional<String> decode(String hash, byte[] body) {
        if (!hash(body).equals(hash)) return Optional.empty();
        try {
            var bytes = Base64.getDecoder().decode(body);
            var text = new String(bytes, StandardCharsets.UTF_8);
            return bytes.length <= MAX_BYTES ? Optional.of(text) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The hash of an upload's body. */
    static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Whether its queries can be asked of a database of that kind. */
    public boolean fits(String databaseProvider) {
        return switch (model.provider()) {
            case "postgresql", "postgres", "cockroachdb" -> databaseProvider.equals("postgres");
            default -> model.provider().equals(databaseProvider);
        };
    }

    /** The compiler that its queries need. */
    public String compiler() {
        return model.provider().equals("postgres") ? "postgresql" : model.provider();
    }
}

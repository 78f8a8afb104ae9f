package dev.weir.events;

import java.time.Instant;

/**
 * A client without a query engine uploaded the schema that it was generated from, or asked with it
 * again after a long time. Its queries are compiled with it, on any node.
 *
 * @param hash SHA-256 of the text as it was uploaded (base64), 64 lower-case hexadecimal digits
 * @param schema its text in Prisma's schema language
 * @param usedAt when; of an environment's schemas the ones used last are kept
 */
public record SchemaUploaded(EnvironmentId environment, String hash, String schema, Instant usedAt)
        implements Fact {
    /** Refuses a hash of another form: it is a part of the record's key. */
    public SchemaUploaded {
        if (hash.length() != 64 || !hash.chars().allMatch(SchemaUploaded::isHexDigit)) {
            throw new IllegalArgumentException("hash must be 64 lower-case hexadecimal digits");
        }
    }

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    /** The key of a schema's record, which a deletion needs too. */
    public static String key(EnvironmentId environment, String hash) {
        return environment.value() + "/" + hash;
    }
}

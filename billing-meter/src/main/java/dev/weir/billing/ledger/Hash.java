package dev.weir.billing.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256.
 *
 * @param hex 64 of 0-9 and a-f
 */
public record Hash(String hex) {
    /** What a ledger without rows ends with. */
    public static final Hash ZERO = new Hash("0".repeat(64));

    /** Refuses another length. */
    public Hash {
        if (hex.length() != 64) throw new IllegalArgumentException("not a SHA-256: " + hex);
    }

    /** Of 32 bytes. */
    public static Hash of(byte[] bytes) {
        return new Hash(HexFormat.of().formatHex(bytes));
    }

    /** That of a content. */
    public static Hash over(byte[] content) {
        return of(sha256().digest(content));
    }

    /** That of a text in UTF-8. */
    public static Hash over(String content) {
        return over(content.getBytes(StandardCharsets.UTF_8));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** As 32 bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}

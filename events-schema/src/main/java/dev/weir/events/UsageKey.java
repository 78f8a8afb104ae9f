package dev.weir.events;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A node's key, with which it signs what it measured, so that no node can speak for another. The
 * meter knows one secret and derives each node's key from it; a node is given its own key only.
 *
 * <p>A signed event is the event's JSON with a last member {@code mac}: HMAC-SHA-256 over the JSON
 * without that member, as base64url. So the very bytes are signed, and a reader that does not know
 * the member ignores it, as it does any other.
 */
public final class UsageKey {
    /** How long a secret must be, in bytes. */
    public static final int MIN_SECRET_BYTES = 32;

    private static final int KEY_BYTES = 32;
    private static final int MAC_CHARACTERS = 43;
    private static final byte[] PREFIX = ",\"mac\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SUFFIX = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int TAIL = PREFIX.length + MAC_CHARACTERS + SUFFIX.length;

    private final byte[] key;

    /** Never fed: each signature is made by a copy, which costs less than to set one up. */
    private final Mac fresh;

    private UsageKey(byte[] key) {
        this.key = key;
        fresh = mac(key);
    }

    /**
     * A node's key: HMAC-SHA-256 under the secret over a label, the region and the node, which is
     * the expansion step of HKDF (RFC 5869, section 2.3) for one block.
     *
     * @param secret known to the meter, and to no node
     */
    public static UsageKey of(byte[] secret, RegionId region, NodeId node) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret must have at least 32 bytes: " + secret.length);
        }
        var info = "weir usage key v1\n" + region + "\n" + node + "\u0001";
        return new UsageKey(hmac(secret, info.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * A key as {@link #text} gives it.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static UsageKey parse(String text) {
        try {
            var key = Base64.getUrlDecoder().decode(text);
            if (key.length == KEY_BYTES) return new UsageKey(key);
        } catch (IllegalArgumentException _) {
            // The message below says as much.
        }
        throw new IllegalArgumentException(
                "must be a node's usage key, 43 characters of base64url");
    }

    /** For the node's settings: a secret. */
    public String text() {
        return base64(key);
    }

    /**
     * An event with its {@code mac}.
     *
     * @param event a JSON object with at least one member, without white space after its end
     */
    public byte[] sign(byte[] event) {
        var signed = Arrays.copyOf(event, event.length - 1 + TAIL);
        int at = event.length - 1;
        var mac = signature(event, at);
        System.arraycopy(PREFIX, 0, signed, at, PREFIX.length);
        System.arraycopy(mac, 0, signed, at + PREFIX.length, mac.length);
        System.arraycopy(SUFFIX, 0, signed, signed.length - SUFFIX.length, SUFFIX.length);
        return signed;
    }

    /** Whether the event was signed with this key, and is as it was then. */
    public boolean verifies(byte[] signed) {
        int at = signed.length - TAIL;
        if (at < 1) return false;
        int macAt = at + PREFIX.length;
        int macEnd = macAt + MAC_CHARACTERS;
        if (!Arrays.equals(PREFIX, 0, PREFIX.length, signed, at, macAt)
                || !Arrays.equals(SUFFIX, 0, SUFFIX.length, signed, macEnd, signed.length)) {
            return false;
        }
        var told = Arrays.copyOfRange(signed, macAt, macEnd);
        // As text: the last character has bits that mean nothing, which could be others.
        return MessageDigest.isEqual(signature(signed, at), told);
    }

    /** Over an object whose members end before {@code end}, as base64url. */
    private byte[] signature(byte[] event, int end) {
        var mac = copy();
        mac.update(event, 0, end);
        mac.update((byte) '}');
        return BASE64.encode(mac.doFinal());
    }

    private Mac copy() {
        try {
            return (Mac) fresh.clone();
        } catch (CloneNotSupportedException e) {
            return mac(key); // some providers cannot copy
        }
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        return mac(key).doFinal(text);
    }

    private static Mac mac(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HMAC-SHA-256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "UsageKey[***]";
    }
}

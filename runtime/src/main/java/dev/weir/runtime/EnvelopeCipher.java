package dev.weir.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals texts that must not be read where they are kept: envelope encryption with AES-256-GCM. Each
 * seal has a data key of its own, which is wrapped under a master key; context and master key id
 * are authenticated with both. A sealed text is {@code v1.<key id>.<base64url>}, the bytes being
 * the wrapping's nonce (12), the wrapped data key (48), the text's nonce (12), and the encrypted
 * text with its tag.
 *
 * <p>One master key writes, all of them open: to rotate, add a key, let it write, seal anew, drop
 * the old one. Thread-safe.
 */
public final class EnvelopeCipher {
    /** What a master key has. */
    public static final int KEY_BYTES = 32;

    private static final String VERSION = "v1";
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int HEAD = NONCE + KEY_BYTES + TAG + NONCE;
    private static final int MAX_CHARS = 1 << 20;
    private static final Pattern KEY_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,15}");

    private final Map<String, SecretKeySpec> keys = new TreeMap<>();
    private final String writing;
    private final RandomGenerator random;

    /**
     * A sealer with its master keys.
     *
     * @param keys {@link #KEY_BYTES} bytes each, by ids of 1 to 16 of a-z, 0-9 and hyphens
     * @param writing the id of the one that seals
     * @param random a cryptographic source: {@link java.security.SecureRandom}
     */
    public EnvelopeCipher(Map<String, byte[]> keys, String writing, RandomGenerator random) {
        keys.forEach((id, key) -> {
            if (!KEY_ID.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "master key id must be 1 to 16 of a-z, 0-9 and hyphens");
            }
            if (key.length != KEY_BYTES) {
                throw new IllegalArgumentException(
                        "master key " + id + " must have " + KEY_BYTES + " bytes");
            }
            this.keys.put(id, new SecretKeySpec(key, "AES"));
        });
        if (!keys.containsKey(writing)) {
            throw new IllegalArgumentException("no master key is called " + writing);
        }
        this.writing = writing;
        this.random = random;
    }

    /**
     * Master keys as they are written in a setting: {@code <id>:<base64 of 32 bytes>}, several
     * parted by commas; the first one seals.
     *
     * @throws IllegalArgumentException with the rule, without the keys
     */
    public static EnvelopeCipher of(Secret setting, RandomGenerator random) {
        var keys = new TreeMap<String, byte[]>();
        String first = "";
        for (String part : setting.value().split(",", -1)) {
            int colon = part.indexOf(':');
            if (colon < 0) throw badSetting();
            String id = part.substring(0, colon).strip();
            try {
                byte[] key = Base64.getDecoder().decode(part.substring(colon + 1).strip());
                if (keys.put(id, key) != null) throw badSetting();
            } catch (IllegalArgumentException e) {
                throw badSetting();
            }
            if (first.isEmpty()) first = id;
        }
        return new EnvelopeCipher(keys, first, random);
    }

    private static IllegalArgumentException badSetting() {
        return new IllegalArgumentException(
                "must be <id>:<base64 of 32 bytes>, several parted by commas, each id once");
    }

    /**
     * A text that opens under the same context only.
     *
     * @param context what it belongs to; not secret, not contained in the result
     */
    public String seal(String text, String context) {
        byte[] dataKey = random(KEY_BYTES);
        byte[] wrapNonce = random(NONCE);
        byte[] nonce = random(NONCE);
        byte[] associated = associated(writing, context);
        try {
            var wrapped =
                    crypt(Cipher.ENCRYPT_MODE, keyOf(writing), wrapNonce, associated, dataKey);
            var sealed =
                    crypt(
                            Cipher.ENCRYPT_MODE,
                            new SecretKeySpec(dataKey, "AES"),
                            nonce,
                            associated,
                            text.getBytes(StandardCharsets.UTF_8));
            var bytes = new ByteArrayOutputStream(HEAD + sealed.length);
            bytes.writeBytes(wrapNonce);
            bytes.writeBytes(wrapped);
            bytes.writeBytes(nonce);
            bytes.writeBytes(sealed);
            String encoded =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
            return VERSION + "." + writing + "." + encoded;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has AES-GCM", e);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /**
     * The text that was sealed under this context.
     *
     * @throws SealBrokenException if it was not, was changed since, or its master key is not known
     */
    public Secret open(String sealed, String context) {
        var parts = sealed.length() > MAX_CHARS ? new String[0] : sealed.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new SealBrokenException("not a sealed text of version 1");
        }
        var master =
                Optional.ofNullable(keys.get(parts[1]))
                        .orElseThrow(
                                () -> new SealBrokenException("sealed with an unknown master key"));
        byte[] bytes = decode(parts[2]);
        byte[] associated = associated(parts[1], context);
        try {
            var dataKey =
                    crypt(
                            Cipher.DECRYPT_MODE,
                            master,
                            Arrays.copyOf(bytes, NONCE),
                            associated,
                            Arrays.copyOfRange(bytes, NONCE, HEAD - NONCE));
            var text =
                    crypt(
                            Cipher.DECRYPT_MODE,
                            new SecretKeySpec(dataKey, "AES"),
                            Arrays.copyOfRange(bytes, HEAD - NONCE, HEAD),
                            associated,
                            Arrays.copyOfRange(bytes, HEAD, bytes.length));
            return new Secret(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealBrokenException(
                    "changed since it was sealed, or sealed for something else");
        }
    }

    private static byte[] decode(String encoded) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(encoded);
            boolean canonical =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(encoded);
            if (canonical && bytes.length >= HEAD + TAG) return bytes;
        } catch (IllegalArgumentException e) {
            throw new SealBrokenException("not base64url");
        }
        throw new SealBrokenException("cut, or not base64url");
    }

    private SecretKeySpec keyOf(String id) {
        return Optional.ofNullable(keys.get(id)).orElseThrow();
    }

    private static byte[] associated(String keyId, String context) {
        return (VERSION + "." + keyId + "." + context).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] random(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] crypt(
            int mode, SecretKeySpec key, byte[] nonce, byte[] associated, byte[] input)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
        cipher.updateAAD(associated);
        return cipher.doFinal(input);
    }
}

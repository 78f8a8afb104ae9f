package dev.weir.events;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The text of API keys, {@code weir_<environment>_<id>_<secret><checksum>}: a secret that Weir
 * makes is 32 random bytes as 43 digits of base 62, one that a caller brings has {@value
 * #SHORTEST_SECRET} to {@value #LONGEST_SECRET} letters and digits; the checksum is the CRC-32 of
 * all before it as 6 digits of base 62. The checksum shows a mistyped or truncated key, and a
 * leaked one to secret scanners, without any look-up; it proves nothing. Control mints keys, nodes
 * recognise them by {@link #hash}.
 */
public final class ApiKeys {
    /** What a key's secret part is made of. */
    public static final int SECRET_BYTES = 32;

    /** The fewest characters of a secret that a caller brings: 128 bits in hexadecimal digits. */
    public static final int SHORTEST_SECRET = 32;

    /** The most characters of a secret that a caller brings. */
    public static final int LONGEST_SECRET = 86;

    /** The longest text that can be a key. */
    public static final int MAX_LENGTH = 5 + 16 + 1 + 16 + 1 + LONGEST_SECRET + 6;

    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(62);
    private static final int SECRET_DIGITS = 43;
    private static final int CHECKSUM_DIGITS = 6;
    private static final String NAME = "[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])?";
    private static final Pattern ID = Pattern.compile(NAME);
    private static final Pattern KEY =
            Pattern.compile("weir_(" + NAME + ")_(" + NAME + ")_[0-9A-Za-z]{38,92}");
    private static final Pattern SECRET =
            Pattern.compile("[0-9A-Za-z]{" + SHORTEST_SECRET + "," + LONGEST_SECRET + "}");

    private ApiKeys() {}

    /** What a text turned out to be. */
    public sealed interface Parsed {}

    /**
     * The text has the form of a key; whether it opens anything is for its hash to say.
     *
     * @param id the key's own id
     */
    public record WellFormed(EnvironmentId environment, String id) implements Parsed {}

    /**
     * The text is not a key.
     *
     * @param reason what is wrong, in words, without the text
     */
    public record Malformed(String reason) implements Parsed {}

    /** Takes a text apart and compares its checksum. */
    public static Parsed parse(String text) {
        if (text.length() > MAX_LENGTH) return new Malformed("longer than any API key");
        var matcher = KEY.matcher(text);
        if (!matcher.matches()) {
            return new Malformed("not of the form weir_<environment>_<id>_<secret>");
        }
        int end = text.length() - CHECKSUM_DIGITS;
        if (!checksum(text.substring(0, end)).equals(text.substring(end))) {
            return new Malformed("checksum does not match: mistyped or cut");
        }
        return new WellFormed(new EnvironmentId(matcher.group(1)), matcher.group(2));
    }

    /**
     * The text of a key.
     *
     * @param id 1 to 16 of a-z, 0-9 and inner hyphens
     * @param secret {@link #SECRET_BYTES} bytes from a cryptographic source of randomness
     * @throws IllegalArgumentException if id or secret has another form
     */
    public static String format(EnvironmentId environment, String id, byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret must have " + SECRET_BYTES + " bytes: " + secret.length);
        }
        return format(environment, id, base62(new BigInteger(1, secret), SECRET_DIGITS));
    }

    /**
     * The text of a key whose secret a caller brings.
     *
     * @param id 1 to 16 of a-z, 0-9 and inner hyphens
     * @param secret as {@link #isSecret} has it
     * @throws IllegalArgumentException if id or secret has another form; the message is without it
     */
    public static String format(EnvironmentId environment, String id, String secret) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "key id must be 1 to 16 of a-z, 0-9 and inner hyphens: '" + id + "'");
        }
        if (!isSecret(secret)) {
            throw new IllegalArgumentException(
                    "secret must be %d to %d letters and digits: %d characters"
                            .formatted(SHORTEST_SECRET, LONGEST_SECRET, secret.length()));
        }
        String body = "weir_" + environment + "_" + id + "_" + secret;
        return body + checksum(body);
    }

    /**
     * Whether a caller may bring this secret: {@value #SHORTEST_SECRET} to {@value #LONGEST_SECRET}
     * letters and digits of ASCII, which are 128 bits or more if they are random.
     */
    public static boolean isSecret(String text) {
        return SECRET.matcher(text).matches();
    }

    /** What stands in {@link ApiKeyHash#hash} for a key's text. */
    public static String hash(byte[] hashingSecret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(hashingSecret, "HmacSHA256"));
            byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HMAC-SHA-256", e);
        }
    }

    /** Whether two hashes are equal, in a time that does not tell where they differ. */
    public static boolean sameHash(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_DIGITS);
    }

    private static String base62(BigInteger value, int width) {
        var digits = new char[width];
        Arrays.fill(digits, '0');
        for (int i = width - 1; value.signum() > 0; i--) {
            var parts = value.divideAndRemainder(BASE);
            digits[i] = DIGITS.charAt(parts[1].intValue());
            value = parts[0];
        }
        return new String(digits);
    }
}

package dev.weir.data.transaction;

import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and reads transaction ids, {@code <node>.<incarnation>.<random>.<mac>}: any node can tell
 * from one who holds the transaction, and nobody can make one up, or use one with another
 * environment's key. Fit for URLs. Thread-safe.
 */
public final class TransactionIds {
    /** Random bytes that an id takes. */
    public static final int RANDOM_BYTES = 16;

    /** The longest id. */
    public static final int MAX_LENGTH = 16 + 1 + 10 + 1 + 22 + 1 + 22;

    private static final int MAC_BYTES = 16;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final String prefix;
    private final NodeLife life;

    /**
     * For one life of a node.
     *
     * @param secret shared by the nodes of an installation; ids are signed with a key derived from
     *     it
     */
    public TransactionIds(byte[] secret, NodeLife life) {
        this.key =
                new SecretKeySpec(
                        mac(new SecretKeySpec(secret, "HmacSHA256"), "weir/transaction-ids"),
                        "HmacSHA256");
        this.life = life;
        this.prefix = life.node() + "." + life.incarnation() + ".";
    }

    /** Where a transaction is, as its id says. */
    public sealed interface Holder {
        /** With this life of this node. */
        record Here() implements Holder {}

        /** With another node. */
        record There(NodeLife life) implements Holder {}

        /** It ended with an earlier life of this node. */
        record Gone() implements Holder {}

        /** The text is no id of the environment's. */
        record Unknown() implements Holder {}
    }

    /**
     * A new id.
     *
     * @param random {@link #RANDOM_BYTES} bytes that nobody can guess
     */
    public String mint(EnvironmentId environment, byte[] random) {
        if (random.length != RANDOM_BYTES) {
            throw new IllegalArgumentException(
                    "an id takes " + RANDOM_BYTES + " random bytes: " + random.length);
        }
        String body = prefix + TEXT.encodeToString(random);
        return body + "." + sign(environment, body);
    }

    /** Tells who holds the transaction of an id, for requests of an environment. */
    public Holder holder(EnvironmentId environment, String id) {
        int end = id.lastIndexOf('.');
        if (end < 0 || id.length() > MAX_LENGTH) return new Holder.Unknown();
        String body = id.substring(0, end);
        if (!same(sign(environment, body), id.substring(end + 1))) return new Holder.Unknown();
        // Signed by a node, so of the right form.
        var parts = body.split("\\.", -1);
        var holder = new NodeLife(new NodeId(parts[0]), new IncarnationId(parts[1]));
        if (!holder.node().equals(life.node())) return new Holder.There(holder);
        return holder.equals(life) ? new Holder.Here() : new Holder.Gone();
    }

    private String sign(EnvironmentId environment, String body) {
        byte[] mac = mac(key, environment + "/" + body);
        return TEXT.encodeToString(Arrays.copyOf(mac, MAC_BYTES));
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HMAC-SHA-256", e);
        }
    }
}

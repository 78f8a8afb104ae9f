package dev.weir.data.pg.wire;

import dev.weir.data.database.DatabaseFault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The start of a connection: parameters, authentication, and what the server says of itself, until
 * it is ready for the first statement. Computes no SCRAM proof itself: that takes milliseconds, and
 * the shell has threads for it.
 */
public final class Startup implements Framer.Taker {
    /** All that a server may send before it is ready; PostgreSQL sends about 600 bytes. */
    private static final int MAX_BYTES = 64 * 1024;

    /** PostgreSQL sends about 20 messages, extensions and other servers a few more. */
    private static final int MAX_MESSAGES = 256;

    private static final int HEADER_BYTES = 5;

    /** The server is there but does not take connections yet, or any more. */
    private static final Set<String> NOT_SERVING = Set.of("57P01", "57P02", "57P03", "57P05");

    /** What the shell has to do about the server's last message. */
    public sealed interface Step {
        /** Send what was written. */
        record Send() implements Step {}

        /** Choose among these mechanisms, and say {@link Startup#saslInitial}. */
        record SaslBegin(List<String> mechanisms) implements Step {}

        /** Compute the proof, and say {@link Startup#saslResponse}. */
        record SaslContinue(String challenge) implements Step {}

        /** Check the server's own proof. */
        record SaslEnd(String signature) implements Step {}

        /** Ready for statements. */
        record Ready() implements Step {}

        /** No connection. */
        record Failed(DatabaseFault fault) implements Step {}
    }

    private final PgUrl url;
    private final boolean encrypted;
    private final WireWriter out;
    private final Map<String, String> server = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private @Nullable BackendKey key;
    private boolean authenticated;
    private boolean mustProve;
    private boolean challenged;
    private boolean ended;
    private int bytesTaken;
    private int messagesTaken;

    /**
     * Begins.
     *
     * @param encrypted whether the connection has TLS: a password in the clear is told to no other
     */
    public Startup(PgUrl url, boolean encrypted, WireWriter out) {
        this.url = url;
        this.encrypted = encrypted;
        this.out = out;
    }

    /** Writes the first message. */
    public void begin(Map<String, String> parameters) {
        Frontend.startup(out, parameters);
    }

    /** Writes the answer to {@link Step.SaslBegin}. */
    public void saslInitial(String mechanism, String message) {
        mustProve = true;
        Frontend.saslInitial(out, mechanism, message);
    }

    /** Writes the answer to {@link Step.SaslContinue}. */
    public void saslResponse(String message) {
        Frontend.saslResponse(out, message);
    }

    /** What is to be done now, in this order; handed out once. */
    public List<Step> takeSteps() {
        List<Step> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    /** What the server says of itself, by name. */
    public Map<String, String> server() {
        return Map.copyOf(server);
    }

    /** How to cancel; null for servers that do not tell. */
    public @Nullable BackendKey key() {
        return key;
    }

    /** A server is untrusted: the bound is on the sum of its messages, not on each of them. */
    @Override
    public boolean allows(char type, int bodyLength) {
        return bodyLength <= MAX_BYTES - HEADER_BYTES - bytesTaken && messagesTaken < MAX_MESSAGES;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void message(char type, byte[] bytes, int from, int to) {
        bytesTaken += HEADER_BYTES + to - from;
        messagesTaken++;
        Step step = step(type, bytes, from, to);
        if (step != null) {
            ended = step instanceof Step.Ready || step instanceof Step.Failed;
            steps.add(step);
        }
    }

    private @Nullable Step step(char type, byte[] bytes, int from, int to) {
        return switch (type) {
            case 'R' -> authentication(bytes, from, to);
            case 'E' -> failed(ServerReport.read(bytes, from, to));
            case 'S' -> {
                int end = Framer.endOfText(bytes, from, to);
                int last = end < 0 ? -1 : Framer.endOfText(bytes, end + 1, to);
                if (last < 0) {
                    yield refused("the server sent a parameter that ends early");
                }
                server.put(Cells.text(bytes, from, end), Cells.text(bytes, end + 1, last));
                yield null;
            }
            case 'K' -> {
                if (to - from >= 8) {
                    key = new BackendKey(Framer.int32(bytes, from), Framer.int32(bytes, from + 4));
                }
                yield null;
            }
            case 'N', 'v' -> null;
            case 'Z' ->
                    authenticated
                            ? new Step.Ready()
                            : refused("the server is ready before it has authenticated anybody");
            default -> refused("the server does not speak the PostgreSQL protocol");
        };
    }

    private @Nullable Step authentication(byte[] bytes, int from, int to) {
        if (to - from < 4) {
            return refused("the server sent an authentication request that ends early");
        }
        int kind = Framer.int32(bytes, from);
        return switch (kind) {
            case 0 -> {
                if (mustProve) {
                    yield refused("the server did not prove that it knows the password");
                }
                authenticated = true;
                yield null;
            }
            case 3 -> {
                if (!encrypted) {
                    yield refused(
                            "the server asks for the password in the clear, on a connection"
                                    + " without TLS");
                }
                Frontend.password(out, url.password());
                yield new Step.Send();
            }
            case 5 -> {
                if (to - from < 8) {
                    yield refused("the server sent an authentication request that ends early");
                }
                Frontend.password(out, md5(bytes, from + 4));
                yield new Step.Send();
            }
            case 10 -> new Step.SaslBegin(mechanisms(bytes, from + 4, to));
            case 11 -> {
                if (!mustProve || challenged) {
                    yield refused("the server sent a SCRAM challenge that was not requested");
                }
                challenged = true; // each proof costs milliseconds of a worker's CPU time
                yield new Step.SaslContinue(Cells.text(bytes, from + 4, to));
            }
            case 12 -> {
                mustProve = false; // the shell checks it before it hears of anything later
                yield new Step.SaslEnd(Cells.text(bytes, from + 4, to));
            }
            default ->
                    refused("the server asks for an authentication that is not supported: " + kind);
        };
    }

    private static List<String> mechanisms(byte[] bytes, int from, int to) {
        List<String> mechanisms = new ArrayList<>();
        int at = from;
        while (at < to && bytes[at] != 0) {
            int end = Framer.endOfText(bytes, at, to);
            if (end < 0) {
                break;
            }
            mechanisms.add(Cells.text(bytes, at, end));
            at = end + 1;
        }
        return mechanisms;
    }

    private String md5(byte[] bytes, int salt) {
        byte[] inner = hex(digest(url.password() + url.user())).getBytes(StandardCharsets.US_ASCII);
        byte[] salted = Arrays.copyOf(inner, inner.length + 4);
        System.arraycopy(bytes, salt, salted, inner.length, 4);
        return "md5" + hex(digest(salted));
    }

    private static byte[] digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Step failed(ServerReport report) {
        return new Step.Failed(
                report.toFault(
                        NOT_SERVING.contains(report.code())
                                ? DatabaseFault.Kind.UNREACHABLE
                                : DatabaseFault.Kind.REFUSED));
    }

    private static Step refused(String message) {
        return new Step.Failed(
                new DatabaseFault(DatabaseFault.Kind.REFUSED, "08P01", message, Map.of()));
    }
}

package dev.weir.data.pg.wire;

import dev.weir.data.database.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages that a frontend sends. */
public final class Frontend {
    private static final int PROTOCOL_3_0 = 3 << 16;
    private static final int SSL_REQUEST = 80877103;
    private static final int CANCEL_REQUEST = 80877102;

    private Frontend() {}

    /** Asks for TLS; the answer is one byte, {@code S} or {@code N}. */
    public static void sslRequest(WireWriter out) {
        out.int32(8);
        out.int32(SSL_REQUEST);
    }

    /** Asks, on a connection of its own, to cancel what a backend does. */
    public static void cancelRequest(WireWriter out, BackendKey key) {
        out.int32(16);
        out.int32(CANCEL_REQUEST);
        out.int32(key.process());
        out.int32(key.secret());
    }

    static void startup(WireWriter out, Map<String, String> parameters) {
        int start = out.beginUntyped();
        out.int32(PROTOCOL_3_0);
        parameters.forEach((name, value) -> {
            out.cstring(name);
            out.cstring(value);
        });
        out.int8(0);
        out.end(start);
    }

    static void password(WireWriter out, String password) {
        int start = out.begin('p');
        out.cstring(password);
        out.end(start);
    }

    static void saslInitial(WireWriter out, String mechanism, String message) {
        int start = out.begin('p');
        out.cstring(mechanism);
        int value = out.beginUntyped();
        out.text(message);
        out.endValue(value);
        out.end(start);
    }

    static void saslResponse(WireWriter out, String message) {
        int start = out.begin('p');
        out.text(message);
        out.end(start);
    }

    /**
     * Has a text parsed.
     *
     * @param types the parameters' types; 0 for each that the server takes from its place
     */
    static void parse(WireWriter out, String name, String sql, int... types) {
        int start = out.begin('P');
        out.cstring(name);
        out.cstring(sql);
        out.int16(types.length);
        for (int type : types) {
            out.int32(type);
        }
        out.end(start);
    }

    /**
     * Arguments as text, results as text.
     *
     * @param parameters the types with which the name was parsed; null if it is parsed just before
     * @return false when an argument does not {@linkplain ParameterFit fit} its type: the message
     *     is not whole then, and the caller takes it back
     */
    static boolean bind(
            WireWriter out, String name, Statement statement, int @Nullable [] parameters) {
        int start = out.begin('B');
        out.int8(0);
        out.cstring(name);
        out.int16(0);
        int count = statement.arguments().size();
        out.int16(count);
        for (int i = 0; i < count; i++) {
            int value = out.length() + 4;
            Arguments.write(out, statement.arguments().get(i), statement.types().get(i));
            boolean isNull = statement.arguments().get(i) == null;
            if (parameters != null && !isNull && !fits(out, value, i, parameters)) {
                return false;
            }
        }
        out.int16(0);
        out.end(start);
        return true;
    }

    private static boolean fits(WireWriter out, int from, int index, int[] parameters) {
        return index < parameters.length
                && ParameterFit.holds(parameters[index], out.array(), from, out.length());
    }

    static void describeStatement(WireWriter out, String name) {
        int start = out.begin('D');
        out.int8('S');
        out.cstring(name);
        out.end(start);
    }

    static void describePortal(WireWriter out) {
        int start = out.begin('D');
        out.int8('P');
        out.int8(0);
        out.end(start);
    }

    static void execute(WireWriter out) {
        int start = out.begin('E');
        out.int8(0);
        out.int32(0);
        out.end(start);
    }

    static void closeStatement(WireWriter out, String name) {
        int start = out.begin('C');
        out.int8('S');
        out.cstring(name);
        out.end(start);
    }

    static void sync(WireWriter out) {
        out.end(out.begin('S'));
    }

    static void query(WireWriter out, String sql) {
        int start = out.begin('Q');
        out.cstring(sql);
        out.end(start);
    }

    /** Says good-bye. */
    public static void terminate(WireWriter out) {
        out.end(out.begin('X'));
    }
}

package dev.weir.it.fault;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Prisma 7 client's HTTP/1.1 side, on a bare socket, so that nothing is repeated behind the
 * test's back: it keeps its connection, and gives it up when told {@code Connection: close}. For
 * one thread.
 */
final class KeepAliveClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final URI endpoint;
    private final String apiKey;
    private final Duration patience;
    private @Nullable Socket socket;
    private InputStream input = InputStream.nullInputStream();

    /**
     * A client that is not connected yet.
     *
     * @param patience how long it waits for an answer; after that the request has failed
     */
    KeepAliveClient(URI endpoint, String apiKey, Duration patience) {
        this.endpoint = endpoint;
        this.apiKey = apiKey;
        this.patience = patience;
    }

    /**
     * What came back.
     *
     * @param leave whether the server asked the client to go elsewhere
     */
    record Answer(int status, String body, boolean leave) {
        boolean isRows() {
            return status == 200 && body.contains("\"rows\"");
        }
    }

    /** Connects, if it is not connected. */
    void connect() throws IOException {
        if (socket != null) return;
        var made = new Socket();
        try {
            made.setTcpNoDelay(true);
            made.setSoTimeout(Math.toIntExact(patience.toMillis()));
            made.connect(
                    new InetSocketAddress(endpoint.getHost(), endpoint.getPort()),
                    Math.toIntExact(CONNECT.toMillis()));
            input = new BufferedInputStream(made.getInputStream(), 4_096);
            socket = made;
        } finally {
            if (socket == null) made.close();
        }
    }

    /** Runs SQL as {@code $queryRaw} does. */
    Answer query(String sql) throws IOException {
        return post("/query", raw("queryRaw", "query", sql));
    }

    /** Runs SQL as {@code $executeRaw} does. */
    Answer execute(String sql) throws IOException {
        return post("/query", raw("executeRaw", "execute", sql));
    }

    /** The body of a request that runs SQL. */
    static String raw(String operation, String node, String sql) throws IOException {
        var statement =
                Map.of("type", "rawSql", "sql", sql, "args", List.of(), "argTypes", List.of());
        var plan = Map.of("type", node, "args", statement);
        return JSON.writeValueAsString(
                Map.of("operation", operation, "plan", plan, "params", Map.of()));
    }

    /** Posts a body and reads the whole answer. A failure closes the connection. */
    Answer post(String path, String body) throws IOException {
        return exchange("POST", path, body);
    }

    /** Puts a body somewhere. A failure closes the connection. */
    Answer put(String path, String body) throws IOException {
        return exchange("PUT", path, body);
    }

    /** Gets a page. */
    Answer get(String path) throws IOException {
        return exchange("GET", path, "");
    }

    private Answer exchange(String method, String path, String body) throws IOException {
        connect();
        boolean whole = false;
        try {
            send(method, path, body.getBytes(StandardCharsets.UTF_8));
            var answer = read();
            whole = !answer.leave();
            return answer;
        } finally {
            if (!whole) close();
        }
    }

    private void send(String method, String path, byte[] body) throws IOException {
        var head =
                """
                %s %s HTTP/1.1\r
                host: %s:%d\r
                authorization: Bearer %s\r
                content-type: application/json\r
                content-length: %d\r
                \r
                """
                        .formatted(
                                method,
                                path,
                                endpoint.getHost(),
                                endpoint.getPort(),
                                apiKey,
                                body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        var all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        var open = socket;
        if (open == null) throw new IOException("not connected");
        open.getOutputStream().write(all);
    }

    private Answer read() throws IOException {
        var status = line();
        var fields = status.split(" ", 3);
        if (fields.length < 2 || !fields[0].equals("HTTP/1.1")) throw new IOException(status);
        int length = -1;
        boolean leave = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("connection:")) {
                leave = lower.endsWith("close");
            }
        }
        if (length < 0) throw new IOException("an answer without content-length: " + status);
        var body = input.readNBytes(length);
        if (body.length < length) throw new EOFException("cut off after " + body.length);
        return new Answer(
                Integer.parseInt(fields[1]), new String(body, StandardCharsets.UTF_8), leave);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) throw new EOFException("closed after '" + line + "'");
            if (next != '\r') line.append((char) next);
        }
        return line.toString();
    }

    /** Leaves. It may be used again. */
    @Override
    public void close() throws IOException {
        var open = socket;
        socket = null;
        if (open != null) open.close();
    }
}

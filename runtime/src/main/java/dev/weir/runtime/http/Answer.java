package dev.weir.runtime.http;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a handler answers. Immutable. */
public final class Answer {
    private final int status;
    private final Map<String, String> headers;
    private final BodyWriter body;
    private final byte @Nullable [] bytes;

    private Answer(
            int status, Map<String, String> headers, byte @Nullable [] bytes, BodyWriter body) {
        this.status = status;
        this.headers = headers;
        this.bytes = bytes;
        this.body = body;
    }

    /** Writes a body piece by piece. */
    @FunctionalInterface
    public interface BodyWriter {
        /**
         * Writes everything and leaves the stream open. Blocks while the caller is slow to read; an
         * exception cuts the answer off, so that it cannot be taken for whole.
         */
        void write(OutputStream out) throws Exception;
    }

    /** 200 with a JSON body: records, maps, lists, texts, numbers, instants, Jackson trees. */
    public static Answer ok(Object body) {
        return json(200, body);
    }

    /** 201 with the location of what was made. */
    public static Answer created(String location, Object body) {
        return json(201, body).withHeader("location", location);
    }

    /** 204. */
    public static Answer noContent() {
        return new Answer(204, Map.of(), new byte[0], _ -> {});
    }

    /** Any status with a JSON body. */
    public static Answer json(int status, Object body) {
        return bytes(status, "application/json", Json.write(body));
    }

    /** A text, in UTF-8. */
    public static Answer text(int status, String contentType, String body) {
        return bytes(
                status, contentType + "; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes, which are not to be changed any more. */
    public static Answer bytes(int status, String contentType, byte[] body) {
        return new Answer(
                status, Map.of("content-type", contentType), body, out -> out.write(body));
    }

    /** 200 with a body of any size that is never held in memory as a whole. */
    public static Answer streamed(String contentType, BodyWriter body) {
        return new Answer(200, Map.of("content-type", contentType), null, body);
    }

    /** The answer to a problem, application/problem+json. */
    public static Answer problem(Problem problem) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", problem.type());
        body.put("title", problem.title());
        body.put("status", problem.status());
        body.put("code", problem.code());
        body.put("detail", problem.detail());
        body.put("help", problem.help());
        return bytes(problem.status(), "application/problem+json", Json.write(body));
    }

    /** The same with a header more. */
    public Answer withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name.toLowerCase(Locale.ROOT), value);
        return new Answer(status, more, bytes, body);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** By names in lower case. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    /** Writes the body, as tests and the server do. */
    public void writeTo(OutputStream out) throws Exception {
        body.write(out);
    }

    /** The whole body, if it is at hand and not streamed. */
    byte @Nullable [] wholeBody() {
        return bytes;
    }
}

package dev.weir.bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request as its bytes on the wire, made once and sent many times. */
final class Request {
    /** The whole HTTP/1.1 request. */
    final byte[] bytes;

    /** What the body of every right answer contains. */
    final byte[] expected;

    Request(byte[] bytes, byte[] expected) {
        this.bytes = bytes;
        this.expected = expected;
    }

    /** A POST of a JSON body to a path on this machine. */
    static Request post(String path, Map<String, String> headers, String body, String expected) {
        var length = body.getBytes(StandardCharsets.UTF_8).length;
        var text = new StringBuilder("POST " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        text.append("content-type: application/json\r\ncontent-length: ").append(length);
        text.append("\r\n\r\n").append(body);
        return new Request(
                text.toString().getBytes(StandardCharsets.UTF_8),
                expected.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.weir.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads one connection's HTTP/1.1 answers, with a length or in chunks, as far as a bench needs. */
final class AnswerReader {
    private ByteBuffer bytes = ByteBuffer.allocate(4_096);
    private int body = -1;
    private int length = -1; // of the body; -2: in chunks

    /** Takes what has arrived; true once an answer is whole. */
    boolean read(ReadableByteChannel channel) throws IOException {
        while (true) {
            if (!bytes.hasRemaining()) {
                bytes = ByteBuffer.allocate(4 * bytes.capacity()).put(bytes.flip());
            }
            boolean full = bytes.remaining() > 0;
            int count = channel.read(bytes);
            if (count < 0) throw new EOFException("the server closed the connection");
            if (isWhole()) return true;
            if (count == 0 || (full && bytes.hasRemaining())) return false;
        }
    }

    private boolean isWhole() {
        if (body < 0) findBody();
        if (body < 0) return false;
        return length == -2 ? endsWithLastChunk() : bytes.position() - body >= length;
    }

    private void findBody() {
        var array = bytes.array();
        for (int i = 3; i < bytes.position(); i++) {
            if (array[i] == '\n' && array[i - 2] == '\n') {
                body = i + 1;
                headers(new String(array, 0, i, StandardCharsets.ISO_8859_1));
                return;
            }
        }
    }

    private void headers(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        if (at < 0) {
            length = -2;
            return;
        }
        int end = lower.indexOf('\r', at);
        length = Integer.parseInt(lower.substring(at + 15, end).strip());
    }

    private boolean endsWithLastChunk() {
        int end = bytes.position();
        var array = bytes.array();
        return end - body >= 5
                && array[end - 5] == '0'
                && array[end - 4] == '\r'
                && array[end - 1] == '\n';
    }

    /** Whether it is a 200 whose body holds that text. */
    boolean isRight(byte[] expected) {
        var array = bytes.array();
        if (array[9] != '2') return false;
        for (int i = body; i <= bytes.position() - expected.length; i++) {
            int same = 0;
            while (same < expected.length && array[i + same] == expected[same]) same++;
            if (same == expected.length) return true;
        }
        return false;
    }

    /** Forgets the answer. */
    void next() {
        bytes.clear();
        body = -1;
        length = -1;
    }

    /** The answer's text, for messages. */
    String text() {
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}

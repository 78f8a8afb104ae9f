package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
    @Test
    void findsTheEndHoweverTheAnswerIsCut() throws IOException {
        var chunked =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        var sized = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx: y\r\n\r\nhello";
        for (var text : new String[] {chunked, sized}) {
            for (int cut = 1; cut < text.length(); cut++) {
                var reader = new AnswerReader();
                assertThat(reader.read(of(text.substring(0, cut)))).as(text, cut).isFalse();
                assertThat(reader.read(of(text.substring(cut)))).isTrue();
                assertThat(reader.isRight(bytes("hello"))).isTrue();
                assertThat(reader.isRight(bytes("hullo"))).isFalse();
            }
        }
    }

    @Test
    void takesAnErrorForNoRightAnswer() throws IOException {
        var reader = new AnswerReader();
        reader.read(of("HTTP/1.1 500 No\r\ncontent-length: 5\r\n\r\nhello"));

        assertThat(reader.isRight(bytes("hello"))).isFalse();
    }

    @Test
    void readsAnswersLargerThanItsBuffer() throws IOException {
        var body = "x".repeat(100_000);
        var reader = new AnswerReader();

        boolean whole = reader.read(of("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + body));

        assertThat(whole).isTrue();
        assertThat(reader.isRight(bytes(body))).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ReadableByteChannel of(String text) {
        var source = ByteBuffer.wrap(bytes(text));
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer target) {
                int count = Math.min(target.remaining(), source.remaining());
                target.put(source.slice(source.position(), count));
                source.position(source.position() + count);
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}

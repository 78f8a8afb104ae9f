package dev.weir.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.management.StoreFault;
import dev.weir.runtime.LogFault;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.TopicSpec;
import dev.weir.runtime.memory.InMemoryEventLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogThreadTest {
    private final InMemoryEventLog log = new InMemoryEventLog(InstantSource.system());
    private final AtomicInteger opened = new AtomicInteger();
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final LogThread thread =
            new LogThread("test", this::open, this::take, Duration.ofMillis(1));

    @BeforeEach
    void topic() {
        log.create(List.of(new TopicSpec("t", 1, false, Duration.ofDays(1))));
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.stop(Duration.ofSeconds(30));
        log.close();
    }

    private LogReader open() {
        if (opened.incrementAndGet() == 1) throw new LogFault("away");
        return log.read(Set.of("t"), ReadFrom.BEGINNING);
    }

    private void take(LogReader reader) {
        for (var read : reader.poll(Duration.ofMillis(100))) {
            var text = new String(read.value(), StandardCharsets.UTF_8);
            if (text.equals("broken") && opened.get() == 2) {
                throw new StoreFault("away", new IllegalStateException());
            }
            heard.add(text);
        }
    }

    private void say(String text) {
        var _ = log.append("t", "k", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void opensTheLogAgainWhenItOrTheStoreFails() throws Exception {
        say("broken");
        thread.start();

        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("broken");
        say("next");
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("next");
        assertThat(opened.get()).as("refused, failed, read").isEqualTo(3);
    }
}

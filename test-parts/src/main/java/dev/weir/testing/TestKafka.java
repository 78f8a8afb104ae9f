package dev.weir.testing;

import java.util.Locale;
import java.util.UUID;

/** The Kafka broker that all tests of a JVM share. It makes no topic by itself. */
public final class TestKafka {
    private TestKafka() {}

    private static final class Shared {
        static final String BOOTSTRAP =
                ContainerEngine.answers() ? Containers.kafka() : EmbeddedForTests.kafka();
    }

    /** What clients bootstrap from. */
    public static String bootstrap() {
        return Shared.BOOTSTRAP;
    }

    /**
     * What a test's topics and groups begin with, so that it shares none with another test: up to
     * 16 lower-case letters and digits, a letter first.
     */
    public static String freshPrefix() {
        var random = UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
        return "t" + random.substring(0, 12);
    }
}

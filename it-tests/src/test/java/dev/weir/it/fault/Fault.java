package dev.weir.it.fault;

import dev.weir.it.fault.LinkProxy.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Something that goes wrong for a while. */
sealed interface Fault {
    /** Makes it so. */
    void begin(FaultyWeir weir) throws IOException;

    /** Ends it. */
    void end(FaultyWeir weir) throws IOException;

    /** Any of them. */
    static Fault any(RandomGenerator random) {
        var node = pick(FaultyWeir.NODES, random);
        var control = pick(FaultyWeir.CONTROL_PLANES, random);
        return switch (random.nextInt(14)) {
            case 0, 1 -> new Killed(List.of(node));
            case 2, 3 -> new Paused(node);
            case 4 -> new Killed(List.of(control));
            case 5 -> new Paused(control);
            case 6 -> new KafkaKilled();
            case 7 -> new KafkaPaused();
            case 8 -> new KafkaLink(node, pick(List.of(Link.CUT, Link.NO_ANSWERS), random));
            case 9 -> new KafkaLink(node, Link.SLOW);
            case 10 -> new DatabaseLink(node, pick(List.of(Link.values()).subList(1, 4), random));
            case 11 -> new PeerLink(node, pick(List.of(Link.values()).subList(1, 4), random));
            case 12 -> new DatabaseKilled();
            default -> new Killed(random.nextBoolean() ? List.of("a1", "a2") : List.of("b1", "b2"));
        };
    }

    /**
     * Kills one after the other, and rests between them: {@code control-plane-1,5,a1+a2} kills a
     * control plane, rests for five seconds, and kills a cluster's nodes.
     */
    static List<Fault> listed(@Nullable String list) {
        if (list == null) return List.of();
        return Stream.of(list.split(",", -1)).map(Fault::of).toList();
    }

    private static Fault of(String word) {
        return Character.isDigit(word.charAt(0))
                ? new Rest(Duration.ofSeconds(Long.parseLong(word)))
                : new Killed(List.of(word.split("\\+", -1)));
    }

    /** None. */
    record Rest(Duration time) implements Fault {
        @Override
        public void begin(FaultyWeir weir) {
            // nothing fails
        }

        @Override
        public void end(FaultyWeir weir) {
            // nothing did
        }
    }

    private static <T> T pick(List<T> among, RandomGenerator random) {
        return among.get(random.nextInt(among.size()));
    }

    /** Killed (-9), and started again at the end. */
    record Killed(List<String> names) implements Fault {
        @Override
        public void begin(FaultyWeir weir) throws IOException {
            for (var name : names) weir.kill(name);
        }

        @Override
        public void end(FaultyWeir weir) throws IOException {
            for (var name : names) weir.restart(name);
        }
    }

    /** Stopped (SIGSTOP), and let go on. */
    record Paused(String name) implements Fault {
        @Override
        public void begin(FaultyWeir weir) throws IOException {
            weir.signal(name, "STOP");
        }

        @Override
        public void end(FaultyWeir weir) throws IOException {
            weir.signal(name, "CONT");
        }
    }

    /** Killed; it is started again at once. */
    record KafkaKilled() implements Fault {
        @Override
        public void begin(FaultyWeir weir) throws IOException {
            weir.signalKafka("KILL");
        }

        @Override
        public void end(FaultyWeir weir) {
            // by ./weir up
        }
    }

    /** Paused, so that nobody hears of anybody. */
    record KafkaPaused() implements Fault {
        @Override
        public void begin(FaultyWeir weir) throws IOException {
            weir.signalKafka("STOP");
        }

        @Override
        public void end(FaultyWeir weir) throws IOException {
            weir.signalKafka("CONT");
        }
    }

    /** Between a node and Kafka. */
    record KafkaLink(String node, Link link) implements Fault {
        @Override
        public void begin(FaultyWeir weir) {
            weir.kafkaLinks().make(node, link);
        }

        @Override
        public void end(FaultyWeir weir) {
            weir.kafkaLinks().make(node, Link.WELL);
        }
    }

    /** Between a node and the database. */
    record DatabaseLink(String node, Link link) implements Fault {
        @Override
        public void begin(FaultyWeir weir) {
            weir.databaseLinks().make(node, link);
        }

        @Override
        public void end(FaultyWeir weir) {
            weir.databaseLinks().make(node, Link.WELL);
        }
    }

    /** Between a node and those that hand it requests. */
    record PeerLink(String node, Link link) implements Fault {
        @Override
        public void begin(FaultyWeir weir) {
            weir.peerLinks(node).make("*", link);
        }

        @Override
        public void end(FaultyWeir weir) {
            weir.peerLinks(node).make("*", Link.WELL);
        }
    }

    /** The application's database, killed with all sessions, and started again at the end. */
    record DatabaseKilled() implements Fault {
        @Override
        public void begin(FaultyWeir weir) {
            weir.database().kill();
        }

        @Override
        public void end(FaultyWeir weir) throws IOException {
            weir.restartDatabase();
        }
    }
}

package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Has wrk send requests in closed loop: it takes a third of the CPU time that a generator in Java
 * does, which on a small machine is missing to those that are measured. It looks at an answer's
 * status only.
 */
final class Wrk {
    private static final int REQUESTS = 1_000;
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final Pattern LATENCY = Pattern.compile("(50|99)% +([0-9.]+)(us|ms|s)\\b");
    private static final Pattern WRONG = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKETS =
            Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    /** Gives the requests of a file in turn, as they are: each after a line with its length. */
    private static final String SCRIPT =
            """
            local requests = {}
            local last = 0
            function init(args)
              local file = io.open(args[1], "rb")
              local length = file:read("*n")
              while length do
                file:read(1)
                requests[#requests + 1] = file:read(length)
                length = file:read("*n")
              end
              file:close()
            end
            function request()
              last = last % #requests + 1
              return requests[last]
            end
            """;

    /** What wrk said: answers with another status, and broken connections, are failures. */
    record Outcome(
            double perSecond, long answered, long failures, double p50Micros, double p99Micros) {}

    private Wrk() {}

    /** Whether it is on the path. */
    static boolean isThere() {
        for (var folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, "wrk"))) return true;
        }
        return false;
    }

    /** Keeps every connection busy for that long. */
    static Outcome run(int port, int connections, Duration length, Supplier<Request> requests)
            throws IOException {
        var folder = Files.createTempDirectory("weir-wrk-");
        var script = Files.writeString(folder.resolve("script.lua"), SCRIPT);
        var file = folder.resolve("requests");
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < REQUESTS; i++) {
                var bytes = requests.get().bytes;
                out.write((bytes.length + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.write(bytes);
            }
        }
        var command =
                List.of(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + Math.max(1, length.toSeconds()) + "s",
                        "--timeout",
                        "20s",
                        "--latency",
                        "-s",
                        script.toString(),
                        "http://127.0.0.1:" + port + "/",
                        "--",
                        file.toString());
        try (var child = Child.start(folder, folder.resolve("wrk.log"), Map.of(), command)) {
            return parse(child.output(length.plusSeconds(60)));
        }
    }

    /** Reads what wrk prints. */
    static Outcome parse(String text) throws IOException {
        double p50 = 0;
        double p99 = 0;
        for (var latency = LATENCY.matcher(text); latency.find(); ) {
            double value = Double.parseDouble(latency.group(2));
            double micros =
                    switch (latency.group(3)) {
                        case "us" -> value;
                        case "ms" -> value * 1e3;
                        default -> value * 1e6;
                    };
            if (latency.group(1).equals("50")) p50 = micros;
            else p99 = micros;
        }
        var rate = RATE.matcher(text);
        var count = COUNT.matcher(text);
        if (!rate.find() || !count.find()) throw new IOException("wrk said:\n" + text);
        long failures = 0;
        var wrong = WRONG.matcher(text);
        if (wrong.find()) failures += Long.parseLong(wrong.group(1));
        var sockets = SOCKETS.matcher(text);
        if (sockets.find()) {
            for (int i = 1; i <= 4; i++) failures += Long.parseLong(sockets.group(i));
        }
        return new Outcome(
                Double.parseDouble(rate.group(1)),
                Long.parseLong(count.group(1)),
                failures,
                p50,
                p99);
    }
}

package dev.weir.data.query;

import dev.weir.data.database.Statement;
import dev.weir.data.plan.ArgumentsText;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.StatementListener;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The logs and spans of a request that its client asked for with {@code x-capture-telemetry}, a
 * list of log levels and {@code tracing}. They go into the {@code extensions} of its own answer.
 */
public final class Telemetry implements StatementListener {
    /** Bytes that {@code extensions} may take in an answer. */
    static final int MAX_BYTES = 4 << 20;

    private static final int MAX_EVENTS = 1_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}.*");
    private static final String DB_QUERY = "prisma:accelerate:db_query";
    private static final String NO_SPAN = "0".repeat(32) + "-" + "0".repeat(16);
    private static final HexFormat HEX = HexFormat.of();

    private final InstantSource clock;
    private final boolean requested;
    private final boolean logs;
    private final boolean queries;
    private final boolean errors;
    private final boolean tracing;
    private final String trace;
    private final String client;
    private final Instant created;
    private final List<Log> events = new ArrayList<>(0);
    private final List<Span> spans = new ArrayList<>(0);
    private long bytes;

    /** Of a request, by its headers. */
    public static Telemetry of(HttpServerRequest request, InstantSource clock) {
        return new Telemetry(
                request.getHeader("x-capture-telemetry"), request.getHeader("traceparent"), clock);
    }

    /** For a request with these headers. */
    Telemetry(@Nullable String capture, @Nullable String traceparent, InstantSource clock) {
        this.clock = clock;
        created = clock.instant();
        requested = capture != null;
        boolean anyLevel = false;
        boolean query = false;
        boolean error = false;
        boolean trace = false;
        if (capture != null) {
            for (var wanted : capture.split(",", 16)) {
                switch (wanted.strip()) {
                    case "query" -> query = anyLevel = true;
                    case "error" -> error = anyLevel = true;
                    case "warn", "info", "debug" -> anyLevel = true;
                    case "tracing" -> trace = true;
                    default -> {} // a later client's
                }
            }
        }
        logs = anyLevel;
        queries = query;
        errors = error;
        tracing = trace;
        var parent = traceparent == null ? null : TRACEPARENT.matcher(traceparent);
        if (parent != null && parent.matches()) {
            this.trace = parent.group(1);
            client = parent.group(1) + "-" + parent.group(2);
        } else {
            this.trace = tracing ? randomHex(16) : "";
            client = NO_SPAN;
        }
    }

    /** Whether the client wants logs or spans of statements. */
    public boolean hearsStatements() {
        return queries || tracing;
    }

    /** Bytes that the answer may need beside its data. */
    public int reserve() {
        return requested ? MAX_BYTES : 0;
    }

    @Override
    public void ran(Statement statement, long rows, long nanos, boolean failed) {
        if (isFull()) return;
        bytes += statement.sql().length();
        var params = queries && !failed ? ArgumentsText.of(statement) : "";
        bytes += params.length();
        if (!isFull()) query(statement.sql(), params, null, nanos, failed);
    }

    private boolean isFull() {
        return events.size() + spans.size() >= MAX_EVENTS || bytes >= MAX_BYTES / 4;
    }

    /** A query is logged under its own span; one that failed is not logged. */
    private void query(
            String sql, String params, @Nullable String parent, long nanos, boolean failed) {
        var end = clock.instant();
        var span = new Span(randomHex(8), parent, DB_QUERY, nanos, end, sql);
        if (tracing) spans.add(span);
        if (queries && !failed) {
            var id = tracing ? trace + "-" + span.id : client;
            events.add(new Log("query", id, end, sql, params, nanos));
        }
    }

    @Override
    public void began(long nanos) {
        if (tracing && !isFull()) {
            var end = clock.instant();
            spans.add(new Span(randomHex(8), null, name("start"), nanos, end, null));
        }
    }

    /** The request has begun a transaction. */
    public void began() {
        began(sinceCreated());
    }

    @Override
    public void ended(Ending ending, long nanos, boolean failed) {
        if (isFull()) return;
        var id = randomHex(8);
        query(ending.name(), "[]", id, nanos, failed);
        ended(ending, id, nanos);
    }

    /**
     * The request has ended a transaction.
     *
     * @param whole whether it was no nested one, which is a save-point
     */
    public void ended(Ending ending, boolean whole) {
        if (whole) ended(ending, sinceCreated(), false);
        else if (!isFull()) ended(ending, randomHex(8), sinceCreated());
    }

    private void ended(Ending ending, String id, long nanos) {
        var word = ending.name().toLowerCase(Locale.ROOT);
        if (tracing) spans.add(new Span(id, null, name(word), nanos, clock.instant(), null));
    }

    private static String name(String word) {
        return "prisma:accelerate:" + word + "_transaction";
    }

    private long sinceCreated() {
        return Math.max(0, Duration.between(created, clock.instant()).toNanos());
    }

    /** The request fails. */
    public void failed(String message) {
        if (errors) events.add(new Log("error", client, clock.instant(), message, "", 0));
    }

    /**
     * Writes the member {@code "extensions"} if the client asked for any.
     *
     * @param first whether it is the object's first member
     */
    public void write(JsonOutput output, boolean first) {
        if (!requested) return;
        output.raw(first ? "\"extensions\":{" : ",\"extensions\":{");
        if (logs) writeLogs(output);
        if (tracing) {
            // Clients before 7.2 read traces, later ones spans.
            if (logs) output.raw(',');
            output.raw("\"spans\":");
            writeSpans(output);
            output.raw(",\"traces\":");
            writeSpans(output);
        }
        output.raw('}');
    }

    private void writeLogs(JsonOutput output) {
        output.raw("\"logs\":[");
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) output.raw(',');
            var log = events.get(i);
            output.raw("{\"level\":\"").raw(log.level).raw("\",\"spanId\":\"").raw(log.span);
            output.raw("\",\"timestamp\":");
            time(output, log.at);
            if (log.level.equals("query")) {
                double millis = log.nanos / 1e6;
                output.raw(",\"message\":\"Query\",\"attributes\":{\"timestamp\":")
                        .number(log.at.toEpochMilli())
                        .raw(",\"duration\":")
                        .raw(Double.toString(millis))
                        .raw(",\"duration_ms\":")
                        .raw(Double.toString(millis))
                        .raw(",\"query\":")
                        .string(log.text)
                        .raw(",\"params\":")
                        .string(log.params)
                        .raw("}}");
            } else {
                output.raw(",\"message\":\"Error processing request\",\"attributes\":{\"message\":")
                        .string(log.text)
                        .raw("}}");
            }
        }
        output.raw(']');
    }

    private void writeSpans(JsonOutput output) {
        output.raw('[');
        for (int i = 0; i < spans.size(); i++) {
            if (i > 0) output.raw(',');
            var span = spans.get(i);
            // A root, since the client drops spans that point at its own.
            output.raw("{\"id\":\"")
                    .raw(trace + "-" + span.id)
                    .raw("\",\"parentId\":")
                    .raw(span.parent == null ? "null" : '"' + trace + "-" + span.parent + '"')
                    .raw(",\"name\":\"")
                    .raw(span.name)
                    .raw("\",\"kind\":\"")
                    .raw(span.sql == null ? "internal" : "client")
                    .raw("\",\"startTime\":");
            time(output, span.end.minusNanos(span.nanos));
            output.raw(",\"endTime\":");
            time(output, span.end);
            if (span.sql != null) {
                output.raw(",\"attributes\":{\"db.query.text\":")
                        .string(span.sql)
                        .raw(",\"db.system.name\":\"postgresql\"}");
            }
            output.raw('}');
        }
        output.raw(']');
    }

    private static void time(JsonOutput output, Instant at) {
        assert at.getNano() < NANOS_PER_SECOND : "a fraction";
        output.raw('[').number(at.getEpochSecond()).raw(',').number(at.getNano()).raw(']');
    }

    private static String randomHex(int bytes) {
        var random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        return HEX.formatHex(random);
    }

    private record Log(
            String level, String span, Instant at, String text, String params, long nanos) {}

    private record Span(
            String id,
            @Nullable String parent,
            String name,
            long nanos,
            Instant end,
            @Nullable String sql) {}
}

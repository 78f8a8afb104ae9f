package dev.weir.runtime.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer. {@link #serve} runs on a virtual thread; everything that touches the
 * connection is handed to its event loop.
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int CHUNK = 16 << 10;
    private static final long LINGER_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final HttpServerRequest received;
    private final JsonApiServer.Options options;
    private final String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final long timer;
    private IntConsumer answered = _ -> {};
    private boolean ended;
    private volatile String route = "none";
    private volatile boolean bodyRead;
    private volatile @Nullable Thread thread;

    /** On the request's event loop. */
    Exchange(Vertx vertx, HttpServerRequest received, JsonApiServer.Options options) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.received = received;
        this.options = options;
        received.pause();
        timer = vertx.setTimer(options.timeout().toMillis(), _ -> timeOut());
    }

    /** What is called with the status once the answer is sent, or cut off. */
    void onAnswered(IntConsumer answered) {
        this.answered = answered;
    }

    /** The template of the route found, for metrics; {@code none} if there was none. */
    String route() {
        return route;
    }

    void serve(JsonApi api) {
        thread = Thread.currentThread();
        Answer answer;
        try {
            answer = handle(api);
        } catch (ProblemException e) {
            answer = answerTo(e.problem());
        } catch (InterruptedException e) {
            return; // timed out, and answered so
        } catch (Exception e) {
            if (claimed.get()) return;
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("request", id)
                    .addKeyValue("route", route)
                    .log("request failed");
            answer = answerTo(failed());
        }
        answer(answer);
    }

    private Answer handle(JsonApi api) throws Exception {
        String path = Optional.ofNullable(received.path()).orElse("");
        if (!path.startsWith("/")) path = "/";
        return switch (api.find(received.method().name(), path)) {
            case JsonApi.Nothing() ->
                    throw Problem.notFound(
                                    "no-such-path",
                                    "nothing is served at this path",
                                    "Compare the path with the API's description.")
                            .toException();
            case JsonApi.WrongMethod(var allowed) ->
                    answerTo(wrongMethod(allowed)).withHeader("allow", allowed);
            case JsonApi.Match(var match, var values) -> {
                route = match.template().toString();
                var authorization = Optional.ofNullable(received.getHeader("authorization"));
                var caller = api.admit(match, authorization);
                yield match.handler().handle(request(caller, values));
            }
        };
    }

    private Request request(Caller caller, Map<String, String> path) throws InterruptedException {
        var headers = new HashMap<String, String>();
        received.headers()
                .forEach(header ->
                        headers.putIfAbsent(
                                header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return new Request(
                id,
                received.method().name(),
                received.uri(),
                caller,
                path,
                query(),
                headers,
                readBody());
    }

    private Map<String, List<String>> query() {
        var query = new HashMap<String, List<String>>();
        try {
            for (var parameter : received.params()) {
                query.computeIfAbsent(parameter.getKey(), _ -> new ArrayList<>())
                        .add(parameter.getValue());
            }
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(
                            "broken-query",
                            "the query holds a % that is not followed by two hexadecimal digits",
                            "Percent-encode the query's values as UTF-8.")
                    .toException();
        }
        return query;
    }

    private byte[] readBody() throws InterruptedException {
        var body = new CompletableFuture<byte[]>();
        context.runOnContext(_ -> collect(body));
        try {
            return body.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProblemException problem) throw problem;
            throw new InterruptedException("the caller went away");
        }
    }

    private void collect(CompletableFuture<byte[]> body) {
        if (declaredLength() > options.maxBodyBytes()) {
            body.completeExceptionally(tooLarge().toException());
            return;
        }
        var collected = Buffer.buffer();
        received.exceptionHandler(body::completeExceptionally);
        received.handler(chunk -> {
            if (collected.length() + chunk.length() > options.maxBodyBytes()) {
                received.pause();
                body.completeExceptionally(tooLarge().toException());
            } else {
                collected.appendBuffer(chunk);
            }
        });
        received.endHandler(_ -> {
            bodyRead = true;
            body.complete(collected.getBytes());
        });
        received.resume();
    }

    /** Sends an answer, unless there is one already. From any thread. */
    void answer(Answer answer) {
        if (!claimed.compareAndSet(false, true)) return;
        byte[] whole = answer.wholeBody();
        if (whole != null) {
            context.runOnContext(_ -> send(answer, whole));
        } else {
            stream(answer);
        }
    }

    private void send(Answer answer, byte[] body) {
        var response = head(answer);
        boolean bare = answer.status() == 204 || answer.status() == 304;
        var sent = bare ? response.end() : response.end(Buffer.buffer(body));
        finish(sent, answer.status());
    }

    private void stream(Answer answer) {
        try (var out = new BufferedOutputStream(new Chunks(answer), CHUNK)) {
            answer.writeTo(out);
            out.flush();
        } catch (Exception e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("request", id)
                    .addKeyValue("route", route)
                    .log("answer cut off");
            context.runOnContext(_ -> cutOff());
            return;
        }
        context.runOnContext(_ -> {
            var response = received.response();
            if (!response.headWritten()) head(answer).setChunked(true);
            finish(response.end(), answer.status());
        });
    }

    /** The deadline stays until the answer has left: a caller that does not read is cut off. */
    private void finish(io.vertx.core.Future<Void> sent, int status) {
        if (!bodyRead && !received.isEnded()) discardBody();
        sent.onComplete(_ -> {
            vertx.cancelTimer(timer);
            end(status);
        });
    }

    /** An unread body is drained if its end comes soon; otherwise its connection is closed. */
    private void discardBody() {
        received.handler(_ -> {});
        received.resume();
        vertx.setTimer(
                LINGER_MILLIS,
                _ -> {
                    if (!received.isEnded()) received.connection().close();
                });
    }

    private boolean mayBeLarge() {
        String length = received.getHeader("content-length");
        boolean none = length == null && received.getHeader("transfer-encoding") == null;
        return !none && (length == null || declaredLength() > options.maxBodyBytes());
    }

    private long declaredLength() {
        String length = received.getHeader("content-length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private HttpServerResponse head(Answer answer) {
        var response = received.response();
        response.exceptionHandler(_ -> {}); // the caller went away: nobody to tell
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.putHeader("x-request-id", id);
        boolean broken = answer.status() == 408 || mayBeLarge();
        if (!bodyRead && broken && received.version() != HttpVersion.HTTP_2) {
            response.putHeader("connection", "close");
        }
        return response;
    }

    private void timeOut() {
        Thread serving = thread;
        if (claimed.get()) {
            cutOff();
        } else {
            answer(answerTo(bodyRead ? timedOut() : bodyTimedOut()));
        }
        if (serving != null) serving.interrupt();
    }

    private void cutOff() {
        vertx.cancelTimer(timer);
        received.response().reset();
        if (received.version() != HttpVersion.HTTP_2) received.connection().close();
        end(499);
    }

    private void end(int status) {
        if (ended) return;
        ended = true;
        answered.accept(status);
    }

    private static Answer answerTo(Problem problem) {
        var answer = Answer.problem(problem);
        return problem.status() == 401 ? answer.withHeader("www-authenticate", "Bearer") : answer;
    }

    private Problem failed() {
        return new Problem(
                500,
                "internal",
                "The server failed",
                "the request " + id + " failed for a reason that is in the server's log",
                "Try again; report the request's id if it happens again.");
    }

    private Problem timedOut() {
        return new Problem(
                504,
                "timeout",
                "It took too long",
                "the request was not done within " + options.timeout().toMillis() + " ms",
                "Try again later or ask for less at once.");
    }

    private Problem bodyTimedOut() {
        return new Problem(
                408,
                "body-timeout",
                "The request's body did not arrive",
                "the body was not complete within " + options.timeout().toMillis() + " ms",
                "Send the body at once, over a faster connection.");
    }

    private Problem tooLarge() {
        return new Problem(
                413,
                "body-too-large",
                "The body is too large",
                "the body is larger than " + options.maxBodyBytes() + " bytes",
                "Send less at once.");
    }

    private static Problem wrongMethod(String allowed) {
        return new Problem(
                405,
                "method-not-allowed",
                "The method is not served here",
                "this path is served for " + allowed,
                "Use one of the methods allowed.");
    }

    /** Hands chunks to the event loop and waits until each is on its way. */
    private final class Chunks extends OutputStream {
        private final Answer answer;

        Chunks(Answer answer) {
            this.answer = answer;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            var chunk = Buffer.buffer(length).appendBytes(bytes, offset, length);
            var written = new CompletableFuture<Void>();
            context.runOnContext(_ -> {
                var response = received.response();
                if (!response.headWritten()) head(answer).setChunked(true);
                response.write(chunk)
                        .onSuccess(written::complete)
                        .onFailure(written::completeExceptionally);
            });
            try {
                written.get();
            } catch (ExecutionException e) {
                throw new IOException("the caller went away", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the answer took too long", e);
            }
        }
    }
}

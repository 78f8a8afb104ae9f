package dev.weir.data.http;

import dev.weir.data.plan.ClientVersion;
import dev.weir.data.sql.SqlError;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import dev.weir.runtime.Ticker;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer. Its methods may be called from any thread unless they say otherwise; it
 * is answered once, whatever is called how often, on the event loop that read it.
 */
final class Exchange {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence TRANSACTION_ID =
            HttpHeaders.createOptimized("prisma-transaction-id");

    private static final CharSequence ALLOW_ORIGIN =
            HttpHeaders.createOptimized("access-control-allow-origin");
    private static final CharSequence ANY = HttpHeaders.createOptimized("*");

    private final HttpServerRequest request;
    private final Route route;
    private final String id;
    private final Context context;
    private final Thread loop = Thread.currentThread();
    private final Traffic traffic;
    private final Ticker ticker;
    private final long startedAt;
    private final Telemetry telemetry;
    private volatile ClientVersion client;
    private volatile AnswerForm form = PlanForm.PLANS;

    private volatile boolean gone;
    private volatile Runnable whenGone = () -> {};
    private volatile @Nullable Account account;
    private long bytesTaken;
    private boolean over;

    /** On the request's event loop. */
    Exchange(
            HttpServerRequest request,
            Route route,
            String id,
            Context context,
            Traffic traffic,
            Ticker ticker,
            InstantSource clock) {
        this.request = request;
        this.route = route;
        this.id = id;
        this.context = context;
        this.traffic = traffic;
        this.ticker = ticker;
        startedAt = ticker.nanos();
        telemetry =
                new Telemetry(
                        request.getHeader("x-capture-telemetry"),
                        request.getHeader("traceparent"),
                        clock);
        client = ClientVersion.parse(request.getHeader("prisma-engine-hash"));
        request.response().closeHandler(_ -> leave());
        request.response().exceptionHandler(_ -> leave());
    }

    HttpServerRequest request() {
        return request;
    }

    Route route() {
        return route;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    ClientVersion client() {
        return client;
    }

    String id() {
        return id;
    }

    /** Which protocol's answers it wants, and in which version. Before anything is answered. */
    void speaks(AnswerForm wanted, ClientVersion version) {
        form = wanted;
        client = version;
    }

    /** Whom the request's CPU time and answer are counted for. On its event loop. */
    void belongsTo(Account account) {
        this.account = account;
        CpuMeter.current().enter(account);
    }

    /** Takes memory that is given back when the exchange is over. On its event loop. */
    boolean take(long bytes) {
        if (over || !traffic.bodies().take(bytes)) return false;
        bytesTaken += bytes;
        return true;
    }

    /** Whether nobody waits for the answer any more. */
    boolean isGone() {
        return gone;
    }

    /**
     * Has something done, on the event loop, when the client leaves before its answer; at once when
     * it has left already. The last one given counts.
     */
    void whenGone(Runnable action) {
        whenGone = action;
        if (gone) action.run();
    }

    void fail(SqlError error) {
        send(Answer.of(error));
    }

    /** Refuses: nothing of what was asked for was begun. */
    void fail(Failure failure) {
        if (route == Route.SQL) fail(SqlFailures.of(failure));
        else send(form.refused(this, failure));
    }

    /** Fails what was begun, and may have had effects. */
    void failed(Failure failure) {
        send(form.failed(this, failure));
    }

    /** A transaction began. */
    void started(String transaction) {
        send(form.started(this, transaction));
    }

    /** What was asked for is done. */
    void done() {
        send(form.done(this));
    }

    void send(Answer answer) {
        if (Thread.currentThread().equals(loop)) {
            sendHere(answer);
            return;
        }
        context.runOnContext(_ -> {
            var mine = account;
            if (mine == null) {
                sendHere(answer);
            } else {
                CpuMeter.current().run(mine, () -> sendHere(answer));
            }
        });
    }

    private void sendHere(Answer answer) {
        if (over) return;
        var response = request.response();
        var body = answer.body();
        response.setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(REQUEST_ID, id);
        if (route == Route.SQL) response.putHeader(ALLOW_ORIGIN, ANY);
        if (answer.transaction() != null) {
            response.putHeader(TRANSACTION_ID, answer.transaction());
        }
        if (answer.retryAfterSeconds() > 0) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER, Integer.toString(answer.retryAfterSeconds()));
        }
        if (traffic.draining() && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        var mine = account;
        if (mine != null) mine.addBytesOut(body.length());
        end();
        if (answer.status() == 204) {
            response.end();
        } else if (HttpMethod.HEAD.equals(request.method())) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            response.end();
        } else {
            // The array is ours and done with: no copy.
            response.end(
                    BufferInternal.buffer(Unpooled.wrappedBuffer(body.array(), 0, body.length())));
        }
        traffic.metrics()
                .answered(route, answer.status(), answer.code(), ticker.nanos() - startedAt);
    }

    private void leave() {
        if (over) return;
        gone = true;
        end();
        traffic.metrics().abandoned(route);
        whenGone.run();
    }

    private void end() {
        over = true;
        traffic.bodies().giveBack(bytesTaken);
        bytesTaken = 0;
        traffic.ended();
    }
}

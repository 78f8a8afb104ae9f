package dev.weir.data.http;

import dev.weir.data.pool.LoanRefused;
import dev.weir.data.route.Attempts;
import dev.weir.data.route.Ending;
import dev.weir.data.route.Step;
import dev.weir.data.transaction.Refusal;
import dev.weir.data.usage.CpuMeter;
import dev.weir.events.NodeLife;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to whoever serves it: performs what {@link Attempts} decide. On the
 * exchange's loop, except what {@link Handing} says.
 */
final class Trip implements Handing {
    /** Beyond what the peer allows the request, so that its own answer comes first. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long REFUSED_STREAM = 7; // RFC 9113, 7
    private static final long CANCEL = 8;

    private final PeerRouting routing;
    private final Vertx vertx;
    private final Exchange exchange;
    private final Served served;
    private final byte[] body;
    private final Runnable here;
    private final Attempts attempts;

    Trip(
            PeerRouting routing,
            Vertx vertx,
            Exchange exchange,
            Served served,
            byte[] body,
            Runnable here) {
        this.routing = routing;
        this.vertx = vertx;
        this.exchange = exchange;
        this.served = served;
        this.body = body;
        this.here = here;
        this.attempts = routing.attempts(served.environment().environment(), exchange.context());
    }

    void begin(boolean toHolder) {
        exchange.handing(this);
        if (toHolder) attempts.bind();
        perform(attempts.begin(toHolder || hasRoomHere() || exchange.isFromPeer()), null);
    }

    /** Whom a healthy pool here serves at once would only be slower elsewhere. */
    private boolean hasRoomHere() {
        return served.backend().lender().hasRoom();
    }

    /**
     * @param refused what there is to say if nobody else serves it: a peer's own answer; null at
     *     first, when nobody has refused it
     */
    private void perform(Step step, @Nullable Refused refused) {
        switch (step) {
            case Step.Here() -> {
                drop(refused);
                here.run();
            }
            case Step.There(var life) -> {
                drop(refused);
                send(life);
            }
            case Step.Wait(var looks) -> {
                var why = Objects.requireNonNull(refused);
                if (!waits(looks, why)) endWait(why);
            }
            case Step.Tell() -> Objects.requireNonNull(refused).tell.run();
        }
    }

    private boolean waits(int looks, Refused refused) {
        boolean waits =
                routing.room()
                        .enter(
                                exchange,
                                served,
                                looks,
                                () -> metered(() -> look(refused)),
                                () -> metered(() -> endWait(refused)));
        if (waits) refused.drop.run();
        return waits;
    }

    private void endWait(Refused refused) {
        var allowed = served.environment().settings().queueTimeout();
        if (exchange.failsLateStart(allowed)) refused.drop.run();
        else refused.tell.run();
    }

    private void look(Refused refused) {
        perform(attempts.look(hasRoomHere()), refused);
    }

    /**
     * An answer that says that nothing was done, kept while somebody else is looked for.
     *
     * @param passes whether it is for want of a grant or of a way to who has it, and so may be
     *     another matter in a moment
     * @param tell is run at last, perhaps after {@code drop}
     */
    private record Refused(boolean passes, Runnable tell, Runnable drop) {}

    private static void drop(@Nullable Refused refused) {
        if (refused != null) refused.drop.run();
    }

    private void send(NodeLife life) {
        var way = ways().to(life);
        if (way == null) {
            unreachable(life);
            return;
        }
        var request = exchange.request();
        var options = new RequestOptions().setMethod(request.method()).setURI(request.uri());
        way.request(options)
                .onComplete(
                        out -> metered(() -> sent(life, way, out)),
                        _ -> metered(() -> unreachable(life)));
    }

    private void sent(NodeLife life, PeerLink way, HttpClientRequest out) {
        var leg = new Leg(life, way, out);
        if (exchange.isGone()) {
            leg.cancel();
            return;
        }
        exchange.whenGone(leg::cancel);
        leg.start();
    }

    private void unreachable(NodeLife life) {
        end(new Ending.NotStarted());
        if (exchange.isGone()) return;
        next(
                new Refused(
                        true,
                        () ->
                                exchange.fail(
                                        attempts.isBound()
                                                ? Failures.of(new Refusal.Unreachable(life.node()))
                                                : Failures.peerUnreachable(life.node())),
                        () -> {}));
    }

    private void next(Refused refused) {
        perform(attempts.refused(refused.passes), refused);
    }

    /** The request at one peer. */
    private final class Leg {
        private final NodeLife life;
        private final PeerLink way;
        private final HttpClientRequest out;
        private long timer = -1;
        private boolean over;

        Leg(NodeLife life, PeerLink way, HttpClientRequest out) {
            this.life = life;
            this.way = way;
            this.out = out;
        }

        void start() {
            var settings = served.environment().settings();
            var wait = exchange.patience(settings.queueTimeout());
            PeerHeaders.copy(exchange.request().headers(), out.headers());
            out.putHeader("x-request-id", exchange.id())
                    .putHeader(PeerHeaders.WAIT, Long.toString(wait.toMillis()))
                    .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
            var allowed = wait.plus(settings.queryTimeout()).plus(GRACE);
            timer = vertx.setTimer(allowed.toMillis(), _ -> metered(this::late));
            out.response()
                    .onComplete(
                            answer -> metered(() -> answered(answer)),
                            cause -> metered(() -> lost(cause)));
            // Nobody writes into it: every peer that is asked may be sent the same bytes.
            var _ = out.end(BufferInternal.buffer(Unpooled.wrappedBuffer(body)));
        }

        private void answered(HttpClientResponse answer) {
            if (over) return;
            answer.pause();
            if (answer.getHeader(PeerHeaders.NOT_STARTED) == null || exchange.isGone()) {
                relay(answer);
                return;
            }
            end(new Ending.NotStarted());
            next(
                    new Refused(
                            PeerHeaders.isWithoutGrant(answer.headers()),
                            () -> tell(answer),
                            this::drop));
        }

        private void tell(HttpClientResponse answer) {
            if (over) exchange.fail(Failures.nobodyServes());
            else relay(answer);
        }

        private void relay(HttpClientResponse answer) {
            int load = PeerHeaders.number(answer.headers(), PeerHeaders.LOAD, -1);
            end(answer.statusCode() < 500 ? new Ending.Answered(load) : new Ending.Failed());
            if (over) return;
            exchange.relay(answer, this::cancel, this::finish);
            answer.resume();
        }

        /** Whether the request took effect cannot be told, unless the peer said that it did not. */
        private void lost(Throwable cause) {
            if (over) return;
            finish();
            boolean refused =
                    cause instanceof StreamResetException reset
                            && reset.getCode() == REFUSED_STREAM;
            if (refused) {
                unreachable(life);
            } else {
                end(new Ending.Failed());
                begun(Failures.peerLost(life.node()));
            }
        }

        private void late() {
            if (over) return;
            end(new Ending.Failed());
            drop();
            begun(Failures.queryTimeout(served.environment().settings().queryTimeout()));
        }

        /** Nobody waits for the peer any more: it should not work on. */
        void cancel() {
            if (over) return;
            end(new Ending.Abandoned());
            drop();
        }

        private void drop() {
            if (over) return;
            finish();
            var _ = out.reset(CANCEL);
        }

        private void finish() {
            if (over) return;
            over = true;
            if (timer >= 0) vertx.cancelTimer(timer);
            way.ended();
        }
    }

    /** Fails what may have taken effect: no client should take it for a reason to try again. */
    private void begun(Failure failure) {
        if (exchange.route() == Route.SQL) exchange.fail(failure);
        else exchange.failed(failure);
    }

    private void end(Ending ending) {
        var _ = attempts.ended(ending);
    }

    @Override
    public boolean elsewhere(Throwable refusal) {
        if (attempts.isBound() || exchange.isFromPeer()) return false;
        if (refusal instanceof LoanRefused refused
                && refused.reason() == LoanRefused.Reason.WAIT_TIMEOUT) {
            return false; // no time is left
        }
        exchange.context()
                .runOnContext(_ ->
                        metered(() -> {
                            end(new Ending.NotStarted());
                            if (exchange.isGone()) return;
                            next(
                                    new Refused(
                                            LoanRefused.isWithoutGrant(refusal),
                                            () -> exchange.refuse(refusal),
                                            () -> {}));
                        }));
        return true;
    }

    @Override
    public @Nullable Refusal to(NodeLife life) {
        if (exchange.isFromPeer()) return new Refusal.Elsewhere(life.node());
        if (routing.book().find(life).isEmpty()) {
            return routing.book().isOver(life)
                    ? new Refusal.Lost()
                    : new Refusal.Unreachable(life.node());
        }
        attempts.bind();
        exchange.context()
                .runOnContext(_ ->
                        metered(() -> {
                            end(new Ending.Abandoned());
                            send(life);
                        }));
        return null;
    }

    @Override
    public int ended(int status) {
        Ending ending =
                status == 0
                        ? new Ending.Abandoned()
                        : status < 0
                                ? new Ending.NotStarted()
                                : status < 500 ? new Ending.Answered(-1) : new Ending.Failed();
        return attempts.ended(ending);
    }

    private PeerLinks ways() {
        return routing.links(exchange.context());
    }

    private void metered(Runnable action) {
        CpuMeter.current().run(served.account(), action);
    }
}

package dev.weir.data.gateway;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.gateway.Peers.Forwarded;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.route.Ending;
import dev.weir.data.route.Placement;
import dev.weir.data.transaction.Refusal;
import dev.weir.data.transaction.TransactionIds.Holder;
import dev.weir.events.NodeLife;
import io.vertx.core.Vertx;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has each request served where its {@link dev.weir.data.route.Attempts} place it, and placed again
 * as long as it certainly was not begun. On the request's event loop unless said otherwise.
 */
final class RequestRouting implements Fallback {
    private final Peers peers;
    private final InteractiveTransactions transactions;
    private final WaitingRoom room;
    private final LocalService here;

    RequestRouting(Vertx vertx, Peers peers, InteractiveTransactions transactions) {
        this.peers = peers;
        this.transactions = transactions;
        room = new WaitingRoom(vertx);
        here = new LocalService(vertx, transactions, this);
    }

    /** Requests that wait for a grant that is to come. From any thread. */
    int waiting() {
        return room.waiting();
    }

    /** Routes a request whose body was read. */
    void route(RequestContext request) {
        if (request.call().isLocal()) {
            here.serve(request);
            return;
        }
        var loop = request.exchange().context();
        var attempts = peers.attempts(request.environment().id(), loop);
        request.placedBy(attempts);
        var transaction = transaction(request);
        if (!transaction.isEmpty()) {
            toHolder(request, transaction);
        } else {
            follow(request, attempts.begin(hasRoom(request) || request.stays()), null);
        }
    }

    private static String transaction(RequestContext request) {
        return request.call() instanceof TransactionCall call ? call.transaction() : "";
    }

    /** A request that the own pool serves at once would only be slower elsewhere. */
    private static boolean hasRoom(RequestContext request) {
        return request.environment().backend().lender().hasRoom();
    }

    private void toHolder(RequestContext request, String transaction) {
        request.attempts().bind();
        switch (transactions.holder(request.environment().id(), transaction)) {
            case Holder.Here() -> follow(request, request.attempts().begin(true), null);
            case Holder.There(var life) -> toHolder(request, life);
            case Holder.Gone() -> request.refuse(new Refusal.Lost());
            case Holder.Unknown() -> request.refuse(new Refusal.NotFound());
        }
    }

    private void toHolder(RequestContext request, NodeLife holder) {
        var refusal =
                request.exchange().isFromPeer()
                        ? new Refusal.Elsewhere(holder.node())
                        : peers.unreachable(holder);
        if (refusal != null) request.refuse(refusal);
        else follow(request, new Placement.Peer(holder), null);
    }

    /**
     * Follows a placement.
     *
     * @param reason why the request was not served where it was placed before; null at first
     */
    private void follow(RequestContext request, Placement placement, @Nullable Unserved reason) {
        switch (placement) {
            case Placement.Here() -> {
                if (reason != null) reason.drop();
                here.serve(request);
            }
            case Placement.Peer(var peer) -> {
                if (reason != null) reason.drop();
                forward(request, peer);
            }
            case Placement.Wait(var checks) ->
                    await(request, checks, Objects.requireNonNull(reason));
            case Placement.Refuse() -> Objects.requireNonNull(reason).answer(request);
        }
    }

    private void forward(RequestContext request, NodeLife peer) {
        peers.forward(request, peer)
                .whenComplete((end, _) -> {
                    switch (end) {
                        case Forwarded.Answered() -> {}
                        case Forwarded.NotBegun(var reason) -> placeAgain(request, reason);
                        case Forwarded.Lost(var reason) ->
                                request.send(request.call().failed(reason));
                    }
                });
    }

    private void placeAgain(RequestContext request, Unserved reason) {
        request.attempts().ended(new Ending.NotStarted());
        if (request.isGone()) reason.drop();
        else follow(request, request.attempts().refused(reason.passes()), reason);
    }

    private void await(RequestContext request, int checks, Unserved reason) {
        boolean waits =
                room.enter(
                        request,
                        checks,
                        () -> request.metered(() -> check(request, reason)),
                        () -> request.metered(() -> giveUp(request, reason)));
        if (waits) reason.drop();
        else giveUp(request, reason);
    }

    private void check(RequestContext request, Unserved reason) {
        follow(request, request.attempts().check(hasRoom(request)), reason);
    }

    /** The client of a transaction's start knows a late one by words of its own. */
    private static void giveUp(RequestContext request, Unserved reason) {
        boolean begins = request.call() instanceof TransactionCall call && call.begins();
        if (begins && request.isLate()) {
            reason.drop();
            var late = new LoanRefused(LoanRefused.Reason.WAIT_TIMEOUT, "no grant came in time");
            request.send(request.call().refused(late));
        } else {
            reason.answer(request);
        }
    }

    /** From any thread. */
    @Override
    public void unserved(RequestContext request, Throwable cause) {
        if (request.isGone()) return;
        var refusal = Rejections.unwrap(cause);
        if (!(refusal instanceof LoanRefused || refusal instanceof DatabaseFault)) {
            request.send(request.call().refused(refusal));
        } else if (request.stays() || isTimeout(refusal)) {
            request.unserved(refusal);
        } else {
            request.onLoop(() -> placeAgain(request, new Unserved.NoLoan(refusal)));
        }
    }

    /** Then no time is left to try elsewhere. */
    private static boolean isTimeout(Throwable refusal) {
        return refusal instanceof LoanRefused refused
                && refused.reason() == LoanRefused.Reason.WAIT_TIMEOUT;
    }
}

package dev.weir.data.gateway;

import dev.weir.data.http.Rejection;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.transaction.Refusal;

/** The reason that a request was not served where it was placed. Nothing was done for it. */
public interface Unserved {
    /** Whether the reason may pass in a moment: no grant yet, or no way to a node that has it. */
    boolean passes();

    /** Answers the request with the reason. On the request's event loop. */
    void answer(RequestContext request);

    /** Releases what the reason holds, when the request is placed again. */
    default void drop() {}

    /** This node's pool lent no connection. */
    record NoLoan(Throwable cause) implements Unserved {
        @Override
        public boolean passes() {
            return LoanRefused.isWithoutGrant(cause);
        }

        @Override
        public void answer(RequestContext request) {
            request.unserved(cause);
        }
    }

    /** No peer can be reached that may serve the request. */
    record NoPeer(Rejection rejection) implements Unserved {
        @Override
        public boolean passes() {
            return true;
        }

        @Override
        public void answer(RequestContext request) {
            request.reject(rejection);
        }
    }

    /** The holder of the request's transaction cannot be reached. */
    record NoHolder(Refusal refusal) implements Unserved {
        @Override
        public boolean passes() {
            return false;
        }

        @Override
        public void answer(RequestContext request) {
            request.refuse(refusal);
        }
    }
}

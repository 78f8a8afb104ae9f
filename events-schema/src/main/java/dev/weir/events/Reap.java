package dev.weir.events;

/**
 * An order to end at the database what is left of a life's sessions for an environment.
 *
 * @param node whose sessions, by {@code application_name}
 * @param incarnation of which of its lives
 * @param epoch with which it was ordered; the answer names it, so that an answer to an older order
 *     says nothing about this one
 * @param over whether that life has certainly ended, so that nothing of it may be left at all
 * @param by the node that is to do it
 * @param byIncarnation in which of its lives
 */
public record Reap(
        NodeId node,
        IncarnationId incarnation,
        Epoch epoch,
        boolean over,
        NodeId by,
        IncarnationId byIncarnation) {}

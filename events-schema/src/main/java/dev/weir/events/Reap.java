package dev.weir.events;

/**
 * An order to end at the database what is left of a life's sessions for an environment.
 *
 * @param life whose sessions are to be ended, selected by {@code application_name}
 * @param epoch with which it was ordered; the answer names it, so that an answer to an older order
 *     says nothing about this one
 * @param over whether that life has certainly ended, so that nothing of it may be left at all
 * @param by the life that is to do it
 */
public record Reap(NodeLife life, Epoch epoch, boolean over, NodeLife by) implements OnNode {}

/**
 * Runs the controller, the node's agent and its pools as they are, in one thread and in virtual
 * time, against a log, a store, a database, a network and processes that fail in every way, and
 * checks after every event what must always hold.
 */
@NullMarked
package dev.weir.sim;

import org.jspecify.annotations.NullMarked;

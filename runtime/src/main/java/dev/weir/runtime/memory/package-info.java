/**
 * The event log in one process's memory: for tests and for planes that live together without a
 * broker. It keeps the same promises as Kafka's adapter, except that nothing outlives the process.
 */
@NullMarked
package dev.weir.runtime.memory;

import org.jspecify.annotations.NullMarked;

/**
 * Feeds the controller: reads what nodes say, lets time go by, commits what is decided, and answers
 * heartbeats. One thread decides; replicas share the work by partitions, and the store sees to it
 * that no two of them decide the same thing.
 */
@NullMarked
package dev.weir.control.replica;

import org.jspecify.annotations.NullMarked;

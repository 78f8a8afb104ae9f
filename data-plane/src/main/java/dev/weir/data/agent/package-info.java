/**
 * What a node says to the control plane and does on its word: heartbeats, leases, grants, orders to
 * reap. A core: it is told what was heard and what time it is.
 */
@NullMarked
package dev.weir.data.agent;

import org.jspecify.annotations.NullMarked;

/**
 * What the controller decides: where pools are placed, how they scale and how a database's limit is
 * shared. Everything here is a function of the state and one event.
 */
@NullMarked
package dev.weir.control.plan;

import org.jspecify.annotations.NullMarked;

/** Faults and loads: what must hold when parts are killed, stopped or overrun. */
@NullMarked
package dev.weir.it.fault;

import org.jspecify.annotations.NullMarked;

/**
 * Decides how what stands in the outbox comes into the log. It decides without doing, so that it
 * runs in the simulation as it runs in a control plane.
 */
@NullMarked
package dev.weir.control.outbox;

import org.jspecify.annotations.NullMarked;

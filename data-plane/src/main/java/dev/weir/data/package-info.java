/** A data-plane node: wiring, settings, main. */
@NullMarked
package dev.weir.data;

import org.jspecify.annotations.NullMarked;

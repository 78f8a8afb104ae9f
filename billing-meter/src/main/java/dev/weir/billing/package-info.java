/** The billing meter: wiring, settings, main. */
@NullMarked
package dev.weir.billing;

import org.jspecify.annotations.NullMarked;

/** The regional controller and the management API: wiring, settings, main. */
@NullMarked
package dev.weir.control;

import org.jspecify.annotations.NullMarked;

/**
 * The regional controller and the management API: the port {@link
 * dev.weir.control.management.Management} with its words, wiring, settings, main.
 */
@NullMarked
package dev.weir.control;

import org.jspecify.annotations.NullMarked;

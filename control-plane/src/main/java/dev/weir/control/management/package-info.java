/**
 * The management port: what platform teams may do and see, by noun, and the records that calls take
 * and return. It depends on facts only; {@code store} implements it, {@code http} serves it.
 */
@NullMarked
package dev.weir.control.management;

import org.jspecify.annotations.NullMarked;

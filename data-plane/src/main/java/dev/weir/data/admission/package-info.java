/**
 * Divides what environments compete for on a node: whose work an event loop does next. Decides
 * only; {@code admission.netty} makes loops act on it.
 */
@NullMarked
package dev.weir.data.admission;

import org.jspecify.annotations.NullMarked;

/**
 * Puts the CPU meter's boundaries into the channels of event loops. The only place that knows how
 * Vert.x keeps its Netty channels.
 */
@NullMarked
package dev.weir.data.usage.netty;

import org.jspecify.annotations.NullMarked;

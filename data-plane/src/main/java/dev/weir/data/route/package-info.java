/**
 * Where requests are served: here, or at which peer. Any node takes requests for any environment of
 * its region; those that it should not or cannot serve itself it hands on, once. Everything here
 * decides; {@code dev.weir.data.http} does.
 */
@NullMarked
package dev.weir.data.route;

import org.jspecify.annotations.NullMarked;

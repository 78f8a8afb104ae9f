/**
 * What every process of Weir stands on and no word of the domain: settings, the event log port,
 * lifecycle, health, metrics, sealing of secrets.
 */
@NullMarked
package dev.weir.runtime;

import org.jspecify.annotations.NullMarked;

/** Publishes usage records on the event log, and keeps them until they are safe there. */
@NullMarked
package dev.weir.data.usage.publish;

import org.jspecify.annotations.NullMarked;

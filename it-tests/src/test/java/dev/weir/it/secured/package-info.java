/** The planes with a Kafka that asks who they are and what they may do. */
@NullMarked
package dev.weir.it.secured;

import org.jspecify.annotations.NullMarked;

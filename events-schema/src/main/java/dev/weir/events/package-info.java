/**
 * The facts that Weir's planes tell each other on Kafka, and the ids they speak of. Planes share
 * these and no other class: whatever one plane must know of another stands here.
 */
@NullMarked
package dev.weir.events;

import org.jspecify.annotations.NullMarked;

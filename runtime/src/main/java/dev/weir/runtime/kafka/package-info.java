/**
 * The event log in Apache Kafka. Written for brokers that come and go: appending buffers and never
 * blocks, readers return nothing while no broker answers, and both go on by themselves.
 */
@NullMarked
package dev.weir.runtime.kafka;

import org.jspecify.annotations.NullMarked;

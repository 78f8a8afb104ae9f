/**
 * Stores what arrives from Kafka: {@code UsageStore} takes a batch of usage in one transaction
 * ({@code BatchWriter}), {@code SourceClosing} closes sources and repairs their gaps, {@code
 * QuarantineStore} holds records that could not be counted, and {@code EnvironmentStore} records
 * the names that usage refers to.
 */
@NullMarked
package dev.weir.billing.store.intake;

import org.jspecify.annotations.NullMarked;

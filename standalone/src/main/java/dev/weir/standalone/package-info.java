/**
 * Every plane in one JVM, with a real Kafka broker and a real PostgreSQL started for you. Wires,
 * decides nothing.
 */
@NullMarked
package dev.weir.standalone;

import org.jspecify.annotations.NullMarked;

/**
 * The real parts that Weir stands on, as children of a JVM: a Kafka broker and a PostgreSQL server.
 * They are what {@code ./weir up} runs on a machine that has neither, and what the tests run
 * against. They listen on the loopback interface only, keep their data in a folder, survive being
 * killed, and end with the JVM that started them, however that ends.
 */
@NullMarked
package dev.weir.embedded;

import org.jspecify.annotations.NullMarked;

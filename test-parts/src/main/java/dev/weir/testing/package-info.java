/**
 * The real parts that the tests of every module share: one Kafka broker and one PostgreSQL server
 * for each test JVM, started when a test first asks for them. A test gets a database and a topic
 * prefix of its own on them. They are containers where a container engine answers, and the
 * product's own embedded parts otherwise.
 *
 * <p>A test that stops, kills or configures a part starts one of its own: {@code EmbeddedKafka} or
 * {@code EmbeddedPostgres}, wherever it runs, for only a child process can be killed by its pid.
 */
@NullMarked
package dev.weir.testing;

import org.jspecify.annotations.NullMarked;

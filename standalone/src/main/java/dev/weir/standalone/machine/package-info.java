/**
 * The needs of {@code ./weir up} on its machine: ports, a folder for its data, a database. They are
 * checked before anything is built or started, so these classes use nothing but the JDK.
 */
@NullMarked
package dev.weir.standalone.machine;

import org.jspecify.annotations.NullMarked;

/**
 * What the control plane knows: who lives, and who may hold how many connections. State is the fold
 * of facts and is kept per database, the unit of decision, since the limit is the database's.
 */
@NullMarked
package dev.weir.control.fleet;

import org.jspecify.annotations.NullMarked;

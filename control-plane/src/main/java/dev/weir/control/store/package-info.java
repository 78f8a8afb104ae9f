/**
 * PostgreSQL, the authority: what was decided, what is to be told, and how far was read, changed
 * together in one transaction or not at all.
 */
@NullMarked
package dev.weir.control.store;

import org.jspecify.annotations.NullMarked;

/**
 * The effects of a statement on its session, as far as its text shows them: a statement that only
 * reads may share a connection, and a session whose state was changed is reset before its next use.
 */
@NullMarked
package dev.weir.data.effects;

import org.jspecify.annotations.NullMarked;

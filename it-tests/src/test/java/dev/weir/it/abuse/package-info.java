/** What a client or a tenant sends to end a node, or to take it from others. */
@NullMarked
package dev.weir.it.abuse;

import org.jspecify.annotations.NullMarked;

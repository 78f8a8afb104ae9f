/** Clients as applications use them, recorded and real, against running nodes. */
@NullMarked
package dev.weir.it.client;

import org.jspecify.annotations.NullMarked;

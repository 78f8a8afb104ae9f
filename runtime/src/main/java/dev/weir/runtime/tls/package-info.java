/** Certificates for machines of one's own, where nobody else signs them. */
@NullMarked
package dev.weir.runtime.tls;

import org.jspecify.annotations.NullMarked;

/** Makes Netty's event loops take the work of environments in turns. */
@NullMarked
package dev.weir.data.admission.netty;

import org.jspecify.annotations.NullMarked;

/** What every process stands on, put together once. */
@NullMarked
package dev.weir.runtime.process;

import org.jspecify.annotations.NullMarked;

/** The port for operators and their tools: health and metrics, apart from what serves callers. */
@NullMarked
package dev.weir.runtime.admin;

import org.jspecify.annotations.NullMarked;

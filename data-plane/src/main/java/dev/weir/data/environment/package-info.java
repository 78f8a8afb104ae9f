/**
 * What a node knows of the environments it may serve: who a key belongs to, and how that
 * environment is served. A fold of the control plane's facts, asked by every request without a
 * remote call.
 */
@NullMarked
package dev.weir.data.environment;

import org.jspecify.annotations.NullMarked;

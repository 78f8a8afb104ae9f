/**
 * The memory of requests: of their bodies, of the values parsed and made for them, and of answers
 * that their clients have not read yet. It is counted before it is used, against the node and
 * against the environment, so that whatever a client or a database sends ends no node: past its
 * share an environment's requests are refused, and nobody else's.
 */
@NullMarked
package dev.weir.data.memory;

import org.jspecify.annotations.NullMarked;

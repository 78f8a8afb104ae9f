/**
 * What a node may do with its databases: the leases that let it open connections, and the grants
 * that say how many. A core: it is told what was heard and what time it is.
 */
@NullMarked
package dev.weir.data.grant;

import org.jspecify.annotations.NullMarked;

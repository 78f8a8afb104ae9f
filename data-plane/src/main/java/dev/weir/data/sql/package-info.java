/**
 * Plain SQL over HTTP as {@code @neondatabase/serverless} speaks it: what a request asks for, what
 * its answer looks like, and which statements leave a session as they found it.
 */
@NullMarked
package dev.weir.data.sql;

import org.jspecify.annotations.NullMarked;

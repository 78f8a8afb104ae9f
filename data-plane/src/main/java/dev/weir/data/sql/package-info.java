/**
 * Plain SQL over HTTP as {@code @neondatabase/serverless} speaks it: what a request asks for, what
 * its answer looks like.
 */
@NullMarked
package dev.weir.data.sql;

import org.jspecify.annotations.NullMarked;

/**
 * The management API: REST over {@link dev.weir.control.management.Management}, described by an
 * OpenAPI document that it serves itself.
 */
@NullMarked
package dev.weir.control.http;

import org.jspecify.annotations.NullMarked;

/** The meter's reports over HTTP. */
@NullMarked
package dev.weir.billing.http;

import org.jspecify.annotations.NullMarked;

/**
 * How facts are written: CloudEvents 1.0 in structured JSON, the topics they travel on and the
 * schemas they keep to.
 */
@NullMarked
package dev.weir.events.json;

import org.jspecify.annotations.NullMarked;

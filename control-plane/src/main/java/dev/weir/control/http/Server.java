package dev.weir.control.http;

import dev.weir.events.RegionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the management API says of its installation.
 *
 * @param version of the release; {@code unknown} outside of one
 * @param billingUrl where the billing API is; null: not configured
 * @param region which this control plane decides for
 */
public record Server(String version, @Nullable String billingUrl, RegionId region) {
    /** What this API offers beyond its first release, for clients of several releases. */
    static final List<String> CAPABILITIES =
            List.of(
                    "api-key-expiry",
                    "api-key-secrets",
                    "batches",
                    "database-deletion",
                    "deletion-protection",
                    "labels",
                    "names",
                    "service-tokens");
}

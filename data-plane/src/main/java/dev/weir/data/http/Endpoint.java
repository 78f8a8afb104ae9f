package dev.weir.data.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A kind of request that a protocol answers.
 *
 * @param label its name in metrics: lower case with underscores, one of a few dozen
 * @param methods the HTTP methods that it takes
 */
public record Endpoint(String label, List<HttpMethod> methods) {
    /** An endpoint whose methods do not change. */
    public Endpoint {
        methods = List.copyOf(methods);
    }

    /** Paths that no protocol claims. */
    public static final Endpoint UNKNOWN = new Endpoint("unknown", List.of());

    /** The check of load balancers. */
    public static final Endpoint HEALTH =
            new Endpoint("health", List.of(HttpMethod.GET, HttpMethod.HEAD));

    /** An endpoint that takes one method. */
    public static Endpoint of(String label, HttpMethod method) {
        return new Endpoint(label, List.of(method));
    }

    /** Whether the endpoint takes a method. */
    public boolean allows(HttpMethod method) {
        return methods.contains(method);
    }

    /** The value of the response header {@code Allow}. */
    public String allow() {
        return methods.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
    }
}

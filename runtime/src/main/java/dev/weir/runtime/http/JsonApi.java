package dev.weir.runtime.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An API's routes and who may use them. Immutable; {@link JsonApiServer} serves it. */
public final class JsonApi {
    private final String name;
    private final Authenticator authenticator;
    private final List<Route> routes;

    private JsonApi(String name, Authenticator authenticator, List<Route> routes) {
        this.name = name;
        this.authenticator = authenticator;
        this.routes = routes;
    }

    /** Begins an API; the name tells it apart in metrics. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** One method and path. */
    record Route(String method, PathTemplate template, Access access, Handler handler) {}

    /** What a method and path lead to. */
    sealed interface Found {}

    /** A route, with the values in its template's places. */
    record Match(Route route, Map<String, String> path) implements Found {}

    /** The path is known, but not with that method. */
    record WrongMethod(String allowed) implements Found {}

    /** Nothing. */
    record Nothing() implements Found {}

    /** Finds the most precise route; HEAD is served as GET. */
    Found find(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        var allowed = new TreeSet<String>();
        for (Route route : routes) {
            var values = route.template().match(path);
            if (values.isEmpty()) continue;
            if (route.method().equals(wanted)) return new Match(route, values.get());
            allowed.add(route.method());
        }
        return allowed.isEmpty() ? new Nothing() : new WrongMethod(String.join(", ", allowed));
    }

    /**
     * Who asks, if the route lets them.
     *
     * @throws ProblemException 401 or 403
     */
    Caller admit(Route route, Optional<String> authorization) {
        if (!route.access().tokenNeeded()) return Caller.ANONYMOUS;
        Caller caller =
                authorization
                        .filter(value -> value.regionMatches(true, 0, "bearer ", 0, 7))
                        .flatMap(value -> authenticator.authenticate(value.substring(7).strip()))
                        .orElseThrow(JsonApi::unauthenticated);
        if (!route.access().permits(caller)) throw forbidden(route);
        return caller;
    }

    /** The name that metrics carry. */
    public String name() {
        return name;
    }

    /** All routes, for example {@code GET /v1/projects/{project}}. */
    public Set<String> routes() {
        var all = new TreeSet<String>();
        routes.forEach(route -> all.add(route.method() + " " + route.template()));
        return all;
    }

    private static ProblemException unauthenticated() {
        return new Problem(
                        401,
                        "unauthenticated",
                        "Authentication is required",
                        "the bearer token is missing or not valid",
                        "Send the header Authorization: Bearer <token>.")
                .toException();
    }

    private static ProblemException forbidden(Route route) {
        return new Problem(
                        403,
                        "forbidden",
                        "Not permitted",
                        "the token's roles do not permit "
                                + route.method()
                                + " "
                                + route.template(),
                        "Use a token with another role.")
                .toException();
    }

    /** Gathers routes. */
    public static final class Builder {
        private final String name;
        private final List<Route> routes = new ArrayList<>();
        private Authenticator authenticator = _ -> Optional.empty();

        private Builder(String name) {
            this.name = name;
        }

        /** How callers are known. Without it, only public routes can be used. */
        public Builder authenticatedBy(Authenticator authenticator) {
            this.authenticator = authenticator;
            return this;
        }

        /** Serves GET, and HEAD. */
        public Builder get(String path, Access access, Handler handler) {
            return route("GET", path, access, handler);
        }

        /** Serves POST. */
        public Builder post(String path, Access access, Handler handler) {
            return route("POST", path, access, handler);
        }

        /** Serves PUT. */
        public Builder put(String path, Access access, Handler handler) {
            return route("PUT", path, access, handler);
        }

        /** Serves PATCH. */
        public Builder patch(String path, Access access, Handler handler) {
            return route("PATCH", path, access, handler);
        }

        /** Serves DELETE. */
        public Builder delete(String path, Access access, Handler handler) {
            return route("DELETE", path, access, handler);
        }

        /**
         * Serves any method. Of two templates that fit a path, the one with more fixed segments
         * wins, then the one added first.
         */
        public Builder route(String method, String path, Access access, Handler handler) {
            routes.add(new Route(method, new PathTemplate(path), access, handler));
            return this;
        }

        /** The API. */
        public JsonApi build() {
            var sorted =
                    routes.stream()
                            .sorted(
                                    Comparator.comparingInt(
                                            route -> -route.template().fixedSegments()))
                            .toList();
            return new JsonApi(name, authenticator, sorted);
        }
    }
}

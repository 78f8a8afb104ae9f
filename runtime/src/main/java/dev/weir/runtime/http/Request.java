package dev.weir.runtime.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request as its handler sees it: complete, authenticated, within all limits. */
public final class Request {
    private final String id;
    private final String method;
    private final String uri;
    private final Caller caller;
    private final Map<String, String> path;
    private final Map<String, List<String>> query;
    private final Map<String, String> headers;
    private final byte[] body;

    Request(
            String id,
            String method,
            String uri,
            Caller caller,
            Map<String, String> path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body) {
        this.id = id;
        this.method = method;
        this.uri = uri;
        this.caller = caller;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
    }

    /** Names the request in logs and in the answer's {@code x-request-id}. */
    public String id() {
        return id;
    }

    /** GET, POST, … */
    public String method() {
        return method;
    }

    /** Path and query as they were sent. */
    public String uri() {
        return uri;
    }

    /** Who asks; {@link Caller#ANONYMOUS} on public routes. */
    public Caller caller() {
        return caller;
    }

    /** What stands in the place of a template's {@code {name}}, decoded. */
    public String path(String name) {
        String value = path.get(name);
        if (value == null) throw new IllegalArgumentException("the route has no {" + name + "}");
        return value;
    }

    /** The value of a query parameter, decoded; one that is given twice is answered with 400. */
    public Optional<String> query(String name) {
        var values = queryAll(name);
        if (values.size() > 1) {
            throw Problem.badRequest(
                            "repeated-parameter",
                            "the query parameter " + name + " is given more than once",
                            "Give it once.")
                    .toException();
        }
        return values.stream().findFirst();
    }

    /** All values of a query parameter, decoded. */
    public List<String> queryAll(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** A query parameter that must be there: otherwise the answer is a 400 that names it. */
    public String requiredQuery(String name) {
        return query(name)
                .orElseThrow(() ->
                        Problem.badRequest(
                                        "missing-parameter",
                                        "the query parameter " + name + " is missing",
                                        "Add ?" + name + "=… to the URL.")
                                .toException());
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The body as it was sent; empty if there was none. Not to be changed. */
    public byte[] bytes() {
        return body;
    }

    /**
     * The body read as JSON into a record. A component that is not {@code @Nullable} must be there;
     * a field that the record does not have is refused; an {@link IllegalArgumentException} of its
     * constructor is the answer's detail. All of these are answered as 400 naming the field, a body
     * that is not JSON as 415 or 400.
     */
    public <T> T body(Class<T> type) {
        String contentType = header("content-type").orElse("application/json");
        if (!Json.isJson(contentType)) {
            throw new Problem(
                            415,
                            "not-json",
                            "The body's type is not understood",
                            "the body must be application/json",
                            "Send JSON with the header Content-Type: application/json.")
                    .toException();
        }
        return Json.read(body, type);
    }
}

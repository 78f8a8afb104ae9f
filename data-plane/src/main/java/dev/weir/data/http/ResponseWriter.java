package dev.weir.data.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Writes answers onto responses. On the request's event loop. */
final class ResponseWriter {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

    private ResponseWriter() {}

    static void head(HttpServerRequest request, String id, Answer answer, boolean draining) {
        var response =
                request.response()
                        .setStatusCode(answer.status())
                        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                        .putHeader(REQUEST_ID, id);
        if (!answer.headers().isEmpty()) answer.headers().forEach(response::putHeader);
        if (answer.retryAfterSeconds() > 0) {
            var seconds = Integer.toString(answer.retryAfterSeconds());
            response.putHeader(HttpHeaders.RETRY_AFTER, seconds);
        }
        if (draining) askToLeave(request);
    }

    /** Asks the client to open another connection for its next request. */
    static HttpServerResponse askToLeave(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                ? request.response() // the connection says so itself
                : request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    static void body(HttpServerRequest request, Answer answer, Departure departure) {
        int length = answer.body().length();
        if (answer.status() == 204) {
            departure.nothing();
        } else if (HttpMethod.HEAD.equals(request.method())) {
            request.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
            departure.nothing();
        } else {
            departure.body(answer.body().array(), length);
        }
    }
}

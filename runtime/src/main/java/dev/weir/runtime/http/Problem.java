package dev.weir.runtime.http;

/**
 * Why a request was not served, as RFC 9457 tells it.
 *
 * @param status the HTTP status, 400 to 599
 * @param code a stable word for programs, such as {@code environment-not-found}
 * @param title what kind of problem it is, the same for every occurrence
 * @param detail what is wrong with this request, without anything secret
 * @param help what the caller can do about it
 */
public record Problem(int status, String code, String title, String detail, String help) {
    /** Refuses a status that tells no problem. */
    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status must be 400 to 599: " + status);
        }
    }

    /** The URI that names the kind of problem. */
    public String type() {
        return "urn:weir:problem:" + code;
    }

    /** To be thrown by a handler. */
    public ProblemException toException() {
        return new ProblemException(this);
    }

    /** 400: the request itself is wrong. */
    public static Problem badRequest(String code, String detail, String help) {
        return new Problem(400, code, "The request is not valid", detail, help);
    }

    /** 404: what the request speaks of is not there. */
    public static Problem notFound(String code, String detail, String help) {
        return new Problem(404, code, "Not found", detail, help);
    }

    /** 409: the request does not fit what is there. */
    public static Problem conflict(String code, String detail, String help) {
        return new Problem(409, code, "Conflict with the present state", detail, help);
    }

    /** 422: well-formed, but not possible. */
    public static Problem unprocessable(String code, String detail, String help) {
        return new Problem(422, code, "The request cannot be carried out", detail, help);
    }

    /** 503: not now. */
    public static Problem unavailable(String code, String detail, String help) {
        return new Problem(503, code, "Not available at the moment", detail, help);
    }
}

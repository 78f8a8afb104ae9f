package dev.weir.control.management;

/** Commands on service tokens. */
public interface Tokens {
    /**
     * Makes a token. The answer holds its text, which is kept nowhere: a repetition under the same
     * idempotency key cannot show it again and is refused as {@link Refusal.Conflict}, unless the
     * caller brings the text.
     */
    Result<NewToken> create(Request request, WantedToken wanted);

    /** Replaces a token's name, roles, projects and end, and its text if the caller brings one. */
    Result<NewToken> update(Request request, String id, long version, WantedToken wanted);

    /** One token that is not revoked, by its id or its name. */
    Result<ServiceToken> named(String reference);

    /** All tokens that are not revoked, oldest first. */
    Result<Page<ServiceToken>> list(PageRequest page);

    /** Revokes a token: the next request with it is refused. A repetition changes nothing. */
    Result<Done> revoke(Request request, String id);
}

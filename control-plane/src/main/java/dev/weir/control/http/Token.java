package dev.weir.control.http;

import dev.weir.runtime.Secret;
import dev.weir.runtime.http.Authenticator;
import dev.weir.runtime.http.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A bearer token of the management API.
 *
 * @param name of whoever has it, for the audit log
 * @param roles what it may do
 */
public record Token(String name, Set<String> roles, Secret text) {
    private static final Set<String> ROLES = Set.of("admin", "developer", "finance", "auditor");
    private static final int SHORTEST = 16;

    /** Refuses unknown roles and texts that could be guessed. */
    public Token {
        roles = Set.copyOf(roles);
        if (name.isBlank()) throw new IllegalArgumentException("a token must have a name");
        if (roles.isEmpty() || !ROLES.containsAll(roles)) {
            throw new IllegalArgumentException(
                    "roles must be of admin, developer, finance, auditor");
        }
        if (text.value().length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "a token must have at least " + SHORTEST + " characters");
        }
    }

    /**
     * Tokens as they are written in a setting: {@code name:role+role:token}, several parted by
     * commas.
     *
     * @throws IllegalArgumentException with the rule, without the tokens
     */
    public static List<Token> list(Secret setting) {
        var tokens = new ArrayList<Token>();
        for (var part : setting.value().split(",", -1)) {
            var words = part.strip().split(":", 3);
            if (words.length != 3) {
                throw new IllegalArgumentException("must be name:role:token, parted by commas");
            }
            tokens.add(
                    new Token(words[0], Set.of(words[1].split("\\+", -1)), new Secret(words[2])));
        }
        return List.copyOf(tokens);
    }

    /** Knows the holders of these tokens. Every token is compared, in a time that tells nothing. */
    public static Authenticator authenticator(List<Token> tokens) {
        var known = List.copyOf(tokens);
        return bearer -> {
            var given = bearer.getBytes(StandardCharsets.UTF_8);
            Optional<Caller> caller = Optional.empty();
            for (var token : known) {
                var expected = token.text().value().getBytes(StandardCharsets.UTF_8);
                if (MessageDigest.isEqual(expected, given)) {
                    caller = Optional.of(new Caller(token.name(), token.roles()));
                }
            }
            return caller;
        };
    }
}

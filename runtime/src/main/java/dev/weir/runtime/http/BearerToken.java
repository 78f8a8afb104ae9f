package dev.weir.runtime.http;

import dev.weir.runtime.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A bearer token of an API.
 *
 * @param name of whoever has it, for audit logs; two tokens of one person have the same name
 * @param roles what it may do
 */
public record BearerToken(String name, Set<String> roles, Secret text) {
    /** Shorter ones could be guessed. */
    public static final int SHORTEST = 16;

    /** Refuses texts that could be guessed, and tokens without a name or role. */
    public BearerToken {
        roles = Set.copyOf(roles);
        if (name.isBlank()) throw new IllegalArgumentException("a token must have a name");
        if (roles.isEmpty()) throw new IllegalArgumentException("a token must have a role");
        if (text.value().length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "a token must have at least " + SHORTEST + " characters");
        }
    }

    /**
     * Tokens as they are written in a setting: {@code name:role+role:token}, several parted by
     * commas.
     *
     * @param known the roles that there are
     * @throws IllegalArgumentException with the rule, without the tokens
     */
    public static List<BearerToken> list(String setting, Set<String> known) {
        var tokens = new ArrayList<BearerToken>();
        for (var part : setting.split(",", -1)) {
            var words = part.strip().split(":", 3);
            if (words.length != 3) {
                throw new IllegalArgumentException("must be name:role:token, parted by commas");
            }
            var roles = Set.of(words[1].split("\\+", -1));
            if (!known.containsAll(roles)) {
                throw new IllegalArgumentException(
                        "roles must be of " + String.join(", ", new TreeSet<>(known)));
            }
            tokens.add(new BearerToken(words[0], roles, new Secret(words[2])));
        }
        return List.copyOf(tokens);
    }

    /** Knows the holders of these tokens. Every token is compared, in a time that tells nothing. */
    public static Authenticator authenticator(List<BearerToken> tokens) {
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

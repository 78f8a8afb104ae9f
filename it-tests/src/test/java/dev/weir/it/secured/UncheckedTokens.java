package dev.weir.it.secured;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/**
 * Runs in the broker: takes tokens by their claims, without looking at signatures. Clients' tokens
 * are the subject here, not the broker's check of them.
 */
public final class UncheckedTokens implements AuthenticateCallbackHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Token(String value, String principalName, Long startTimeMs, long lifetimeMs)
            implements OAuthBearerToken {
        @Override
        public Set<String> scope() {
            return Set.of();
        }
    }

    @Override
    public void configure(
            Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {}

    @Override
    public void handle(Callback[] callbacks) throws IOException {
        for (var callback : callbacks) {
            switch (callback) {
                case OAuthBearerValidatorCallback asked -> asked.token(read(asked.tokenValue()));
                case OAuthBearerTokenCallback own -> own.error("unsupported", null, null);
                default -> {}
            }
        }
    }

    private static Token read(String text) throws IOException {
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(text.split("\\.", -1)[1]));
        return new Token(
                text,
                claims.path("sub").asText(),
                claims.path("iat").asLong() * 1000,
                claims.path("exp").asLong() * 1000);
    }

    @Override
    public void close() {}
}

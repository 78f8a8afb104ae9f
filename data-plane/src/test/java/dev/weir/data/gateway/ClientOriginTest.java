package dev.weir.data.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientOriginTest {
    private static final ClientOrigin SEEN = new ClientOrigin("node-a1.internal:4466", null);

    /** Clients speak only to local hosts without TLS: for other hosts a proxy has ended it. */
    @Test
    void isTheAddressByWhichTheClientCame() {
        assertThat(new ClientOrigin("db.example.com", null)).hasToString("https://db.example.com");
        assertThat(new ClientOrigin("localhost:4466", null)).hasToString("http://localhost:4466");
        assertThat(new ClientOrigin("localhost:4468", true)).hasToString("https://localhost:4468");
        assertThat(new ClientOrigin("db.example.com", false)).hasToString("https://db.example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host=db.example.com;proto=https | https://db.example.com",
                "for=1.2.3.4; host=\"db.example.com:8443\" ; proto=https, host=lb | https://db.example.com:8443",
                "Proto=HTTPS;Host=localhost:1 | https://localhost:1",
                "proto=http;host=localhost:1 | http://localhost:1",
                "for=1.2.3.4 | https://node-a1.internal:4466",
                "host=\"a/b\" | https://node-a1.internal:4466"
            })
    void aTrustedProxyHasSeenTheClientsSide(String forwarded, String origin) {
        assertThat(SEEN.told(forwarded)).hasToString(origin);
    }

    @Test
    void theOlderHeadersSayTheSame() {
        assertThat(SEEN.told("db.example.com, lb.internal", "https, http"))
                .hasToString("https://db.example.com");
        assertThat(SEEN.told("evil.example/path", null))
                .hasToString("https://node-a1.internal:4466");
        assertThat(new ClientOrigin("localhost:4466", null).told(null, "https"))
                .hasToString("https://localhost:4466");
    }
}

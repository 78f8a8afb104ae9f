package dev.weir.data.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientOriginTest {
    /** Clients speak only to local hosts without TLS: for other hosts a proxy has ended it. */
    @Test
    void isTheAddressByWhichTheClientCame() {
        assertThat(ClientOrigin.of("db.example.com", false, null))
                .isEqualTo("https://db.example.com");
        assertThat(ClientOrigin.of("localhost:4466", false, null))
                .isEqualTo("http://localhost:4466");
        assertThat(ClientOrigin.of("localhost:4466", false, "https"))
                .isEqualTo("https://localhost:4466");
        assertThat(ClientOrigin.of("localhost:4468", true, null))
                .isEqualTo("https://localhost:4468");
    }
}

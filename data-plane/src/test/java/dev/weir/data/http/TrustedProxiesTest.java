package dev.weir.data.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.data.http.TrustedProxies.Network;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/9, 10.127.0.1, true",
        "10.0.0.0/9, 10.128.0.1, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fe00::1, false"
    })
    void trustsTheAddressesOfItsNetworks(String network, String address, boolean trusted) {
        var proxies = new TrustedProxies(List.of(Network.parse(network)));

        assertThat(proxies.trust(InetAddress.ofLiteral(address))).isEqualTo(trusted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy.internal", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8/8"})
    void refusesWhatIsNoNetwork(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
    }
}

package dev.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ListenFaultTest {
    @Test
    void namesTheAddressAndThatItIsTakenWhateverTheTransport() {
        var fromNative = new IOException("bind(..) failed with error(-98): Address already in use");
        for (var cause :
                new Exception[] {new BindException("Address already in use"), fromNative}) {
            assertThat(ListenFault.at("127.0.0.1", 4466, new ExecutionException(cause)))
                    .hasMessage("address 127.0.0.1:4466 is taken by another program");
        }
    }

    @Test
    void givesAnotherReasonAsTheSystemWordsIt() {
        var cause = new ExecutionException(new BindException("Cannot assign requested address"));

        assertThat(ListenFault.at("10.9.9.9", 80, cause))
                .hasMessage(
                        "address 10.9.9.9:80 cannot be listened on (Cannot assign requested address)");
    }

    @Test
    void isFoundBehindTheFailuresOfTheParts() {
        var fault = ListenFault.at("::1", 1, new BindException("x"));

        assertThat(ListenFault.caused(new IllegalStateException("node did not start", fault)))
                .isTrue();
        assertThat(ListenFault.caused(new IllegalStateException("other"))).isFalse();
    }
}

package dev.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import org.junit.jupiter.api.Test;

class StartFailureTest {
    @Test
    void knowsATakenPortWhateverTheTransport() {
        assertThat(StartFailure.isTakenPort(new IllegalStateException(new BindException())))
                .isTrue();
        assertThat(
                        StartFailure.isTakenPort(
                                new Exception(
                                        "node did not start: bind(..) failed with error(-98): Address already in use")))
                .isTrue();
        assertThat(StartFailure.isTakenPort(new IllegalStateException("other"))).isFalse();
    }
}

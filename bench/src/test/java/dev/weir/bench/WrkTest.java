package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {
    @Test
    void readsWhatWrkPrints() throws IOException {
        var outcome =
                Wrk.parse(
                        """
                        Running 4s test @ http://127.0.0.1:25422/
                          1 threads and 64 connections
                          Thread Stats   Avg      Stdev     Max   +/- Stdev
                            Latency     1.70ms    1.10ms  19.63ms   92.21%
                            Req/Sec    37.61k     2.81k   47.78k    50.00%
                          Latency Distribution
                             50%  411.00us
                             75%    1.98ms
                             90%    2.91ms
                             99%    1.10s
                          150144 requests in 4.00s, 65.63MB read
                          Socket errors: connect 0, read 2, write 0, timeout 1
                          Non-2xx or 3xx responses: 4
                        Requests/sec:  37533.87
                        Transfer/sec:     16.41MB
                        """);

        assertThat(outcome).isEqualTo(new Wrk.Outcome(37_533.87, 150_144, 7, 411, 1.1e6));
    }

    @Test
    void failsOnAnythingElse() {
        assertThatThrownBy(() -> Wrk.parse("unable to connect")).isInstanceOf(IOException.class);
    }
}

package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients without an engine were recorded to send, sent again to all of Weir. */
final class EngineReplayIT {
    @Test
    void answersRecordedRequestsInTheRecordedForm() throws Exception {
        var weir = RunningWeir.shared();
        var recordings = Path.of("../fixtures/prisma");
        var differences = new ArrayList<String>();
        for (var directory : List.of("5.22.0", "6.19.3", "extension-accelerate-6.19.3")) {
            boolean extension = directory.startsWith("extension");
            var replay =
                    new EngineReplay(
                            weir.endpoint(), weir.get("apiKey"), /* sameRows= */ !extension);
            if (!extension) replay.empty();
            differences.addAll(replay.replay(recordings.resolve(directory)));
        }
        assertThat(differences).isEmpty();
    }
}

package dev.weir.standalone;

import dev.weir.runtime.Secret;
import dev.weir.standalone.machine.UpFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which installation a command speaks to: the one that runs here, or one named by variables. */
final class Target {
    /** The folder in which commands look for a running ./weir up, if no other is named. */
    static final String DATA = ".weir";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = DATA,
            description =
                    "The folder of the ./weir up to speak to (default: ${DEFAULT-VALUE}). The"
                            + " variables WEIR_URL and WEIR_TOKEN name another installation instead.")
    private Path data = Path.of(DATA);

    /** Where an API is, and what opens it. */
    record Address(String url, Secret token) {}

    /** The control plane's management API. */
    Address control(Map<String, String> environment) throws IOException {
        return of(environment, ReadyFile::controlUrl);
    }

    /** The billing meter's API. */
    Address billing(Map<String, String> environment) throws IOException {
        return of(environment, ReadyFile::billingUrl);
    }

    private Address of(Map<String, String> environment, Function<ReadyFile, String> url)
            throws IOException {
        var named = environment.get("WEIR_URL");
        var token = environment.get("WEIR_TOKEN");
        if (named != null && token != null) {
            return new Address(named.replaceFirst("/+$", ""), new Secret(token));
        }
        if (named != null || token != null) {
            throw new UpFailure("WEIR_URL and WEIR_TOKEN go together: one of them is missing");
        }
        var ready = ReadyFile.read(data.resolve("ready.json"));
        return new Address(url.apply(ready), new Secret(ready.adminToken()));
    }
}

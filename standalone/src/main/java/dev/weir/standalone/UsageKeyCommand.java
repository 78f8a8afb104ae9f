package dev.weir.standalone;

import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageKey;
import dev.weir.runtime.Secret;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./weir usage-key}. */
@Command(
        name = "usage-key",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the key with which a node signs its usage records (its setting usage.key),",
            "derived from the meter's secret in WEIR_BILLING_USAGE_SECRET."
        })
final class UsageKeyCommand implements Callable<Integer> {
    private static final String SECRET = "WEIR_BILLING_USAGE_SECRET";

    @Parameters(paramLabel = "REGION", description = "The region that the node is in.")
    private String region = "";

    @Parameters(paramLabel = "NODE", description = "The node's id.")
    private String node = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var secret = System.getenv(SECRET);
        if (secret == null || secret.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), SECRET + " must hold the billing meter's secret");
        }
        try {
            spec.commandLine().getOut().println(key(new Secret(secret), region, node));
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "the secret must have 32 bytes, region and node be ids", e);
        }
    }

    static String key(Secret secret, String region, String node) {
        var bytes = secret.value().getBytes(StandardCharsets.UTF_8);
        return UsageKey.of(bytes, new RegionId(region), new NodeId(node)).text();
    }
}

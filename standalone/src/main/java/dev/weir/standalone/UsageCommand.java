package dev.weir.standalone;

import dev.weir.billing.UsageTable;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./weir usage}. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        description = "Prints today's usage of every environment as a table.")
final class UsageCommand implements Callable<Integer> {
    @Mixin private Target target = new Target();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        var address = target.billing(System.getenv());
        spec.commandLine()
                .getOut()
                .println(UsageTable.today(URI.create(address.url()), address.token()));
        return 0;
    }
}

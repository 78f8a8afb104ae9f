package dev.weir.standalone;

import dev.weir.runtime.SettingsException;
import dev.weir.standalone.machine.UpFailure;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** What the launcher {@code ./weir} runs. */
@Command(
        name = "weir",
        description = "Weir, a data proxy for serverless applications",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            UpCommand.class,
            PlaneCommands.OfNode.class,
            PlaneCommands.OfControlPlane.class,
            PlaneCommands.OfBillingMeter.class,
            ApiCommand.class,
            UsageCommand.class,
            UsageKeyCommand.class,
            SimCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
public final class Main {
    private static final int FAILURE = 1;

    private Main() {}

    /** Runs the command that the arguments name; the process ends with its exit code. */
    public static void main(String[] arguments) {
        var code = commandLine().execute(arguments);
        System.out.flush();
        // What is not stopped by now must not keep the process.
        Runtime.getRuntime().halt(code);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((e, commandLine, _) -> {
                    print(commandLine.getErr(), e);
                    return FAILURE;
                });
    }

    private static void print(PrintWriter output, Exception failure) {
        switch (failure) {
            case UpFailure e -> output.println("weir: " + e.getMessage());
            case SettingsException e -> output.println("weir: " + e.getMessage());
            default -> {
                output.println("weir: " + failure);
                failure.printStackTrace(output);
            }
        }
        output.flush();
    }

    /** The version and the commit that the build wrote into the jar: {@code 0.2.0+1a2b3c4d5e6f}. */
    static final class Version implements IVersionProvider {
        static String text() {
            var version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "unknown (not run from its jar)" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"weir " + text(), "Java " + Runtime.version()};
        }
    }
}

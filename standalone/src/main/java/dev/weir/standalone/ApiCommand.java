package dev.weir.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.standalone.machine.UpFailure;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./weir api METHOD PATH [JSON]}. */
@Command(
        name = "api",
        mixinStandardHelpOptions = true,
        description = {
            "Calls the management API and prints its answer. The exit code is 0 for a success, 1 for"
                    + " a refusal.",
            "For example: ./weir api GET /v1/environments",
            "             ./weir api POST /v1/projects '{\"name\": \"shop\"}'"
        })
final class ApiCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin private Target target = new Target();

    @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, PUT or DELETE.")
    private String method = "GET";

    @Parameters(index = "1", paramLabel = "PATH", description = "For example /v1/projects.")
    private String path = "/";

    @Parameters(index = "2", arity = "0..1", paramLabel = "JSON", description = "The body.")
    private @Nullable String body;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (!path.startsWith("/")) throw new UpFailure("PATH must begin with a slash: " + path);
        var address = target.control(System.getenv());
        try (var api = new ManagementApi(address.url(), address.token())) {
            var reply = api.call(method, path, body);
            var output = spec.commandLine().getOut();
            if (!reply.body().isEmpty()) {
                var json = reply.json();
                output.println(
                        json.isNull()
                                ? reply.body()
                                : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
            }
            if (reply.isSuccess()) return 0;
            spec.commandLine().getErr().println("weir: the answer's status is " + reply.status());
            return 1;
        }
    }
}

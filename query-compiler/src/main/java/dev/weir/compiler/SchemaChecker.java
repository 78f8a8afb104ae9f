package dev.weir.compiler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prisma's own check of schemas, in the version of the last clients without an engine, so that
 * schemas are judged as those clients' own tools judged them. Single-threaded.
 */
public final class SchemaChecker {
    private final WasmInstance instance;

    /**
     * A checker with an instance of its own; the first one loads the code.
     *
     * @param maxMemory bytes that the instance's memory may grow to
     */
    public SchemaChecker(long maxMemory) {
        instance =
                new WasmInstance(
                        WasmCode.find("PrismaSchema")
                                .orElseThrow(() -> new LinkageError("no schema checker built in")),
                        maxMemory);
    }

    /**
     * Checks a schema.
     *
     * @return what is wrong with it, as JSON with a {@code message}; empty if it is valid
     * @throws CompilerFault after which this checker must not be used any more
     */
    public Optional<String> check(String schema) {
        var parameters = new LinkedHashMap<String, @Nullable Object>();
        parameters.put("prismaSchema", List.of(List.of("schema.prisma", schema)));
        parameters.put("noColor", true);
        var text = JsJson.write(parameters).getBytes(UTF_8);
        var result = instance.call("validate", instance.allocate(text), text.length);
        if (result[1] == 0) return Optional.empty();
        var error = instance.take(result[0]);
        var message = JsValues.member(error, "message");
        return Optional.of(message instanceof String said ? said : JsValues.text(error));
    }
}

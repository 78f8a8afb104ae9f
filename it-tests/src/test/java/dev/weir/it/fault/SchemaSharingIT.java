package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.it.client.RunningWeir;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schema that one node was given is every node's, and still there after a restart. */
final class SchemaSharingIT {
    private static final String SCHEMA =
            """
            datasource db {
              provider = "postgresql"
              url      = env("DATABASE_URL")
            }
            model Post {
              id    Int    @id
              title String
            }
            """;
    private static final String QUERY =
            """
            {"modelName":"Post","action":"findMany","query":
             {"arguments":{"take":1},"selection":{"id":true,"title":true}}}\
            """;

    /** Prisma's compilers as classes, and what runs them. */
    private static final Pattern COMPILERS =
            Pattern.compile("\\b(dev\\.weir\\.compiler\\.wasm|run\\.endive)\\.");

    @TempDir Path folder;

    @Test
    void aSchemaUploadedOnceServesEverywhereAndAfterARestart() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var data = folder.resolve("data");
        var port = Integer.toString(UpIT.freeBase());
        var text = Base64.getEncoder().encodeToString(SCHEMA.getBytes(StandardCharsets.UTF_8));
        var hash =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(text.getBytes(StandardCharsets.UTF_8)));
        try (var weir = RunningWeir.startIn(data, "--port", port)) {
            var unknown = ask(weir, weir.endpoint(), hash);
            assertThat(unknown.body()).contains("SchemaMissing");
            var upload = "/6.19.3/" + hash + "/schema";
            assertThat(call(weir, weir.endpoint(), "PUT", upload, text).statusCode())
                    .isEqualTo(200);
            for (var node : weir.endpoints()) {
                await().atMost(Operator.PATIENCE).until(() -> isServed(weir, node, hash));
            }
        }
        try (var weir = RunningWeir.startIn(data, "--port", port)) {
            // A start is not for the compilers to slow: their code is loaded by the first query.
            assertThat(weir.process().hasLoaded(COMPILERS)).isFalse();
            for (var node : weir.endpoints()) {
                assertThat(ask(weir, node, hash).body()).contains("\"title\"");
            }
            assertThat(weir.process().hasLoaded(COMPILERS)).isTrue();
        }
    }

    private static boolean isServed(RunningWeir weir, URI node, String hash) throws IOException {
        var answer = ask(weir, node, hash);
        return answer.statusCode() == 200 && answer.body().contains("\"title\"");
    }

    private static HttpResponse<String> ask(RunningWeir weir, URI node, String hash)
            throws IOException {
        return call(weir, node, "POST", "/6.19.3/" + hash + "/graphql", QUERY);
    }

    private static HttpResponse<String> call(
            RunningWeir weir, URI node, String method, String path, String body)
            throws IOException {
        var request =
                HttpRequest.newBuilder(node.resolve(path))
                        .timeout(Operator.PATIENCE)
                        .header("authorization", "Bearer " + weir.get("apiKey"))
                        .header("content-type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The programs that the documents show, run as printed against Weir as {@code ./weir up} starts it.
 * Only what the documents leave open is filled in: the key, and the port of this run.
 */
final class SnippetsIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern PROGRAM =
            Pattern.compile("```(?:ts|js)\\n(import .*?)\\n```", Pattern.DOTALL);

    /** A program, and the document that shows it. */
    private record Snippet(String document, String text) {}

    private static List<Snippet> snippets() throws IOException {
        var snippets = new ArrayList<Snippet>();
        try (var pages = Files.list(ROOT.resolve("docs"))) {
            var documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
            pages.filter(page -> page.toString().endsWith(".md")).sorted().forEach(documents::add);
            for (var document : documents) {
                var programs = PROGRAM.matcher(Files.readString(document));
                while (programs.find()) {
                    var name = ROOT.relativize(document).toString();
                    snippets.add(new Snippet(name, programs.group(1)));
                }
            }
        }
        return snippets;
    }

    @Test
    void theDocumentsProgramsRunAsPrinted() throws IOException {
        var application = NodeProject.installed("snippets");
        var weir = RunningWeir.shared();
        var snippets = snippets();
        assertThat(snippets)
                .extracting(Snippet::document)
                .contains("README.md", "docs/sql-over-http.md");

        for (int i = 0; i < snippets.size(); i++) {
            var snippet = snippets.get(i);
            var file = "node_modules/.weir-snippet-" + i + ".mjs";
            var text =
                    snippet.text()
                            .replace("weir_…", weir.get("apiKey"))
                            .replace(":4466", ":" + weir.endpoint().getPort());
            Files.writeString(Path.of("clients", "snippets").resolve(file), text);

            var ended = application.run(Duration.ofMinutes(1), Map.of(), "node", file);

            assertThat(ended.exitCode())
                    .as("%s:%n%s%n%s", snippet.document(), snippet.text(), ended.output())
                    .isZero();
        }
    }
}

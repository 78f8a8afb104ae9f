package dev.weir.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The Prisma schema of the sample database: what an application needs to generate its client. */
final class SampleSchema {
    /** The file's name, as Prisma looks for it. */
    static final String NAME = "schema.prisma";

    private static final String RESOURCE = "schema-7.prisma";
    private static final String GENERATOR =
            """
            generator client {
              provider = "prisma-client-js"
            }

            """;

    private SampleSchema() {}

    /** Writes it, over what is there. */
    static void write(Path file) throws IOException {
        Files.writeString(file, text());
    }

    /** The schema with the one generator that needs no folder named. */
    static String text() throws IOException {
        try (InputStream stream = SampleSchema.class.getResourceAsStream(RESOURCE)) {
            var whole =
                    new String(
                            Objects.requireNonNull(stream, RESOURCE).readAllBytes(),
                            StandardCharsets.UTF_8);
            return GENERATOR + whole.substring(whole.indexOf("datasource "));
        }
    }
}

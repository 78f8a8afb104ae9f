package dev.weir.data.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.compile.SchemaModel.Field;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SchemaModelTest {
    @Test
    void readsModelsEnumsAndTheDatabasesKind() {
        var schema =
                SchemaModel.parse(
                        """
                        // model Comment { x Int }
                        generator client {
                          provider = "prisma-client-js"
                          previewFeatures = [
                            "relationJoins"
                          ]
                        }
                        datasource db { // {
                          provider = "cockroachdb"
                          url      = env("URL") }
                        /// An order } in a comment
                        enum Status {
                          OPEN @map("it's \\"open\\" }")
                          PAID // paid
                          @@map("status")
                        }
                        model Order {
                          id     BigInt   @id @default(autoincrement())
                          status Status[] @default([OPEN])
                          note   String?  @default("{ // not a comment")
                          lines  Line[]
                          @@index(fields: [
                            id,
                            note
                          ], name: "a { b")
                        }

                        view Line { order Order @relation(fields: [orderId], references: [id])
                          orderId BigInt @unique
                          place Unsupported("point")?
                        }\
                        """);

        assertThat(schema.provider()).isEqualTo("cockroachdb");
        assertThat(schema.enums())
                .containsOnlyKeys("Status")
                .extractingByKey("Status")
                .isEqualTo(
                        new SchemaModel.EnumType(
                                Map.of("OPEN", "it's \"open\" }", "PAID", "PAID")));
        assertThat(schema.models()).containsOnlyKeys("Order", "Line");
        assertThat(Objects.requireNonNull(schema.model("Order")).fields())
                .isEqualTo(
                        Map.of(
                                "id", new Field("BigInt", false),
                                "status", new Field("Status", true),
                                "note", new Field("String", false),
                                "lines", new Field("Line", true)));
        assertThat(Objects.requireNonNull(schema.model("Line")).fields())
                .containsKeys("order", "orderId", "place");
    }

    @Test
    void readsAnythingWithoutFailing() {
        for (var text :
                new String[] {
                    "", "{", "}", "model", "model X {", "enum E { A @map(", "\"", "a b c {{ ("
                }) {
            assertThat(SchemaModel.parse(text)).isNotNull();
        }
    }
}

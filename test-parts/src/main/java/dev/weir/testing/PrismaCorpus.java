package dev.weir.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Queries of every action over a schema's models, to compare Weir's answers with those of Prisma's
 * own code.
 *
 * @param provider as the schema names it
 * @param schema its text
 * @param queries JSON, a query or a batch each; some do not fit the schema
 */
public record PrismaCorpus(String provider, String schema, List<String> queries) {
    private static final String SCALARS = "{\"$composites\":true,\"$scalars\":true}";

    /**
     * A model to ask about.
     *
     * @param unique a unique selector's JSON
     * @param data what a new record needs, as JSON members
     * @param field a scalar field, with a value's JSON
     * @param number a numeric field
     * @param relation a relation's name, or empty
     */
    private record Model(
            String name,
            String unique,
            String data,
            Map.Entry<String, String> field,
            String number,
            String relation,
            boolean toMany) {}

    private static final List<Model> RECORDED =
            List.of(
                    new Model(
                            "User",
                            "{\"id\":1}",
                            "\"email\":\"a\"",
                            Map.entry("name", "\"n\""),
                            "id",
                            "posts",
                            true),
                    new Model(
                            "Profile",
                            "{\"userId\":1}",
                            "\"bio\":\"b\",\"user\":{\"connect\":{\"id\":1}}",
                            Map.entry("bio", "\"é😀\""),
                            "userId",
                            "user",
                            false),
                    new Model(
                            "Post",
                            "{\"id\":1}",
                            "\"title\":\"t\",\"author\":{\"connect\":{\"id\":1}},\"tags\":{\"create\":[{\"name\":\"x\"}]}",
                            Map.entry("published", "true"),
                            "views",
                            "tags",
                            true),
                    new Model(
                            "Tag",
                            "{\"name\":\"x\"}",
                            "\"name\":\"x\"",
                            Map.entry("name", "\"x\\\"y\\\\\""),
                            "name",
                            "posts",
                            true),
                    new Model(
                            "AllTypes",
                            "{\"id\":{\"$type\":\"BigInt\",\"value\":\"1\"}}",
                            "\"big\":{\"$type\":\"BigInt\",\"value\":\"9007199254740993\"},\"dec\":{\"$type\":\"Decimal\",\"value\":\"1.10\"},\"flt\":1e-7,\"json\":{\"a\":[1,null]},\"bytes\":{\"$type\":\"Bytes\",\"value\":\"AAE=\"},\"dts\":[{\"$type\":\"DateTime\",\"value\":\"2024-02-29T12:34:56.789Z\"}],\"roles\":[\"ADMIN\"],\"int\":-2147483648",
                            Map.entry(
                                    "dt",
                                    "{\"$type\":\"DateTime\",\"value\":\"2024-02-29T12:34:56.789Z\"}"),
                            "int",
                            "",
                            false));

    private static final List<Model> SHOP =
            List.of(
                    new Model(
                            "Customer",
                            "{\"tenant_number\":{\"tenant\":1,\"number\":2}}",
                            "\"tenant\":1,\"number\":2,\"name\":\"c\"",
                            Map.entry("alias", "\"z\""),
                            "number",
                            "orders",
                            true),
                    new Model(
                            "Customer",
                            "{\"byName\":{\"tenant\":1,\"name\":\"c\"}}",
                            "\"tenant\":1,\"number\":2,\"name\":\"c\",\"orders\":{\"create\":[{\"total\":1.5}]}",
                            Map.entry("rating", "1.5"),
                            "tenant",
                            "manager",
                            false),
                    new Model(
                            "Order",
                            "{\"id\":1}",
                            "\"total\":{\"$type\":\"Decimal\",\"value\":\"9.99\"},\"customer\":{\"connect\":{\"tenant_number\":{\"tenant\":1,\"number\":2}}}",
                            Map.entry("status", "\"CLOSED\""),
                            "total",
                            "customer",
                            false),
                    new Model(
                            "Line",
                            "{\"orderId_position\":{\"orderId\":1,\"position\":1}}",
                            "\"position\":1,\"sku\":\"0190b0f0-0000-7000-8000-000000000001\",\"labels\":[\"a\"],\"order\":{\"connect\":{\"id\":1}}",
                            Map.entry("count", "2"),
                            "position",
                            "order",
                            false));

    private static final List<Model> LARGE =
            IntStream.of(0, 7, 199)
                    .mapToObj(i ->
                            new Model(
                                    "M" + i,
                                    "{\"id\":" + (i + 1) + "}",
                                    "\"name\":\"m\",\"size\":1" + (i == 0 ? "" : ",\"ownerId\":1"),
                                    Map.entry("f3", "\"x\""),
                                    "size",
                                    i == 0 ? "m9" : "owner",
                                    i == 0))
                    .toList();

    /** The schema that clients were recorded with: every type. */
    public static PrismaCorpus ofTheRecordings() throws IOException {
        return of(
                "postgresql",
                Files.readString(Path.of("../fixtures/prisma/schema-5-6.prisma")),
                RECORDED);
    }

    /** Compound keys, mapped names, a relation to itself, and relation joins. */
    public static PrismaCorpus ofAShop() throws IOException {
        return of("postgresql", shop(), SHOP);
    }

    /** A part of the shop's, for CockroachDB. */
    public static PrismaCorpus ofAShopOnCockroach() throws IOException {
        return of(
                "cockroachdb",
                shop().replace("\"postgresql\"", "\"cockroachdb\""),
                SHOP.subList(0, 1));
    }

    /** Two hundred models of sixteen fields. */
    public static PrismaCorpus ofTwoHundredModels() {
        return of("postgresql", large(), LARGE);
    }

    private static PrismaCorpus of(String provider, String schema, List<Model> models) {
        var queries = new ArrayList<String>();
        for (var model : models) over(model, queries);
        return new PrismaCorpus(provider, schema, List.copyOf(queries));
    }

    private static String shop() throws IOException {
        try (var stream = PrismaCorpus.class.getResourceAsStream("/dev/weir/testing/shop.prisma")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8);
        }
    }

    private static void over(Model m, List<String> to) {
        var f = "\"" + m.field.getKey() + "\":";
        var v = m.field.getValue();
        var where = "\"where\":{" + f + v + "}";
        var one = "\"where\":" + m.unique;
        var data = "\"data\":{" + m.data + "}";
        var change = "\"data\":{" + f + "{\"set\":" + v + "}}";
        var deep = m.relation.isEmpty() ? SCALARS : deep(m);
        for (var action : List.of("findUnique", "findUniqueOrThrow", "deleteOne")) {
            to.add(query(m, action, one, SCALARS));
        }
        to.add(query(m, "findUnique", one, deep));
        for (var action : List.of("findFirst", "findFirstOrThrow", "findMany")) {
            to.add(query(m, action, where, SCALARS));
            to.add(query(m, action, where + ",\"take\":3,\"skip\":1", deep));
        }
        to.add(
                query(
                        m,
                        "findMany",
                        "\"where\":{\"OR\":[{"
                                + f
                                + "{\"in\":["
                                + v
                                + ","
                                + v
                                + "]}},{\"NOT\":{"
                                + f
                                + "{\"equals\":"
                                + v
                                + "}}}]},\"orderBy\":[{\""
                                + m.number
                                + "\":\"desc\"}],\"cursor\":"
                                + m.unique
                                + ",\"take\":-2,\"distinct\":[\""
                                + m.number
                                + "\"]",
                        deep));
        to.add(query(m, "createOne", data, deep));
        to.add(query(m, "createMany", "\"data\":[{" + m.data + "},{" + m.data + "}]", SCALARS));
        to.add(
                query(
                        m,
                        "createMany",
                        "\"data\":[{" + m.data + "}],\"skipDuplicates\":true",
                        SCALARS));
        to.add(query(m, "createManyAndReturn", "\"data\":[{" + m.data + "}]", SCALARS));
        to.add(query(m, "updateOne", one + "," + change, deep));
        to.add(
                query(
                        m,
                        "updateOne",
                        one + ",\"data\":{\"" + m.number + "\":{\"increment\":1}}",
                        SCALARS));
        to.add(query(m, "updateMany", where + "," + change, SCALARS));
        to.add(query(m, "updateManyAndReturn", where + "," + change, SCALARS));
        to.add(query(m, "deleteMany", where, SCALARS));
        to.add(
                query(
                        m,
                        "upsertOne",
                        one + ",\"create\":{" + m.data + "},\"update\":{" + f + v + "}",
                        deep));
        to.add(
                query(
                        m,
                        "aggregate",
                        where,
                        "{\"_count\":{\"arguments\":{},\"selection\":{\"_all\":true}},\"_max\":{\"arguments\":{},\"selection\":{\""
                                + m.number
                                + "\":true}}}"));
        to.add(
                query(
                        m,
                        "groupBy",
                        "\"by\":[\""
                                + m.field.getKey()
                                + "\"],\"having\":{\""
                                + m.number
                                + "\":{\"_sum\":{\"gt\":3}}},\"orderBy\":[{\""
                                + m.field.getKey()
                                + "\":\"asc\"}]",
                        "{\"" + m.field.getKey() + "\":true}"));
        // What does not fit the schema is refused with the same words.
        to.add(query(m, "findMany", "\"where\":{\"nothing\":1}", SCALARS));
        to.add(query(m, "createOne", "", SCALARS));
        to.add(query(m, "findUnique", one, "{\"nothing\":true}"));
        to.add(
                "{\"batch\":["
                        + query(m, "findUnique", one, SCALARS)
                        + ","
                        + query(m, "findUnique", one, SCALARS)
                        + "]}");
        to.add(
                "{\"batch\":["
                        + query(m, "findMany", where, SCALARS)
                        + ","
                        + query(m, "deleteMany", where, SCALARS)
                        + "],\"transaction\":{}}");
    }

    private static String deep(Model m) {
        return "{\"$composites\":true,\"$scalars\":true,\""
                + m.relation
                + "\":{\"arguments\":{"
                + (m.toMany ? "\"take\":2" : "")
                + "},\"selection\":"
                + SCALARS
                + "}}";
    }

    private static String query(Model model, String action, String arguments, String selection) {
        return "{\"modelName\":\""
                + model.name
                + "\",\"action\":\""
                + action
                + "\",\"query\":{\"arguments\":{"
                + arguments
                + "},\"selection\":"
                + selection
                + "}}";
    }

    /** Two hundred models, each with sixteen fields, all related to the first. */
    private static String large() {
        var schema =
                new StringBuilder(
                        "datasource db {\n  provider = \"postgresql\"\n  url = env(\"URL\")\n}\n");
        for (int i = 0; i < 200; i++) {
            schema.append("model M")
                    .append(i)
                    .append(" {\n  id Int @id @default(autoincrement())\n");
            schema.append("  name String\n  size Int\n  at DateTime @default(now())\n");
            for (int f = 0; f < 10; f++) schema.append("  f").append(f).append(" String?\n");
            if (i == 0) {
                for (int k = 1; k < 200; k++) {
                    schema.append("  m").append(k).append(" M").append(k).append("[]\n");
                }
            } else {
                schema.append(
                        "  ownerId Int\n  owner M0 @relation(fields: [ownerId], references: [id])\n");
            }
            schema.append("}\n");
        }
        return schema.toString();
    }
}

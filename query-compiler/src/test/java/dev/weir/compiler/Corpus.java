package dev.weir.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Queries of every action, over a schema's models. */
record Corpus(String schema, List<String> queries) {
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
    record Model(
            String name,
            String unique,
            String data,
            Map.Entry<String, String> field,
            String number,
            String relation,
            boolean toMany) {}

    static List<String> over(List<Model> models) {
        var queries = new ArrayList<String>();
        for (var model : models) over(model, queries);
        return queries;
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
    static String large() {
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

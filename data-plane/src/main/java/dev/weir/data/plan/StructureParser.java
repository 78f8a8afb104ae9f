package dev.weir.data.plan;

import dev.weir.data.plan.Structure.Entry;
import dev.weir.data.plan.Structure.FieldType;
import dev.weir.data.plan.Structure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles data maps. */
record StructureParser(PlanReader read) {
    Structure parse(@Nullable Object json, Map<String, Map<String, String>> enums) {
        var object = read.object(json);
        var type = read.member(object, "type", read::text);
        return switch (type) {
            case "affectedRows" -> new Structure.AffectedRows();
            case "object" -> new Structure.Objects(objectMap(object, enums));
            case "field" ->
                    new Structure.Scalar(
                            read.member(object, "fieldType", field -> fieldType(field, enums)));
            default -> throw read.invalid("unknown data map type '" + type + "'");
        };
    }

    private ObjectMap objectMap(
            Map<String, @Nullable Object> object, Map<String, Map<String, String>> enums) {
        List<Entry> entries = new ArrayList<>();
        read.member(
                object,
                "fields",
                map ->
                        read.values(
                                map,
                                (name, field) ->
                                        entries.add(
                                                entry(
                                                        new JsonKey(name, entries.isEmpty()),
                                                        read.object(field),
                                                        enums))));
        return new ObjectMap(List.copyOf(entries), read.flagOr(object, "skipNulls", false));
    }

    private Entry entry(
            JsonKey key,
            Map<String, @Nullable Object> object,
            Map<String, Map<String, String>> enums) {
        var type = read.member(object, "type", read::text);
        return switch (type) {
            case "field" ->
                    new Entry.Field(
                            key,
                            read.member(object, "dbName", read::text),
                            read.member(object, "fieldType", field -> fieldType(field, enums)));
            case "object" ->
                    new Entry.Nested(
                            key,
                            read.optional(object, "serializedName", read::text),
                            objectMap(object, enums));
            default -> throw read.invalid("unknown data map type '" + type + "' of a field");
        };
    }

    private FieldType fieldType(@Nullable Object json, Map<String, Map<String, String>> enums) {
        var object = read.object(json);
        boolean list = "list".equals(object.get("arity"));
        var type = read.member(object, "type", read::text);
        return switch (type) {
            case "enum" -> {
                var name = read.member(object, "name", read::text);
                yield new FieldType(Kind.ENUM, list, enums.get(name), name);
            }
            case "bytes" -> new FieldType(bytes(object), list, null, null);
            default -> new FieldType(kind(type), list, null, null);
        };
    }

    private Kind bytes(Map<String, @Nullable Object> object) {
        var encoding = read.textOr(object, "encoding", "array");
        return switch (encoding) {
            case "array" -> Kind.BYTES_ARRAY;
            case "base64" -> Kind.BYTES_BASE64;
            case "hex" -> Kind.BYTES_HEX;
            default -> throw read.invalid("unknown encoding of bytes '" + encoding + "'");
        };
    }

    private Kind kind(String type) {
        return switch (type) {
            case "string" -> Kind.STRING;
            case "int" -> Kind.INT;
            case "bigint" -> Kind.BIGINT;
            case "float" -> Kind.FLOAT;
            case "boolean" -> Kind.BOOLEAN;
            case "decimal" -> Kind.DECIMAL;
            case "datetime" -> Kind.DATETIME;
            case "json" -> Kind.JSON;
            case "object" -> Kind.OBJECT;
            case "unsupported" -> Kind.UNSUPPORTED;
            default -> throw read.invalid("unknown field type '" + type + "'");
        };
    }
}

package dev.weir.data.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the answer's JSON looks like, and where it comes from. */
sealed interface Structure {
    /** A count: {@code {"count":n}}. */
    record AffectedRows() implements Structure {}

    /** One value. */
    record Scalar(FieldType type) implements Structure {}

    /** An object, or a list of objects. */
    record Objects(ObjectMap map) implements Structure {}

    /**
     * A type of a field.
     *
     * @param list whether it is a list of such values
     * @param names for enums: the schema's names by the database's
     * @param name the enum's name
     */
    record FieldType(
            Kind kind, boolean list, @Nullable Map<String, String> names, @Nullable String name) {}

    /** Kinds of fields. */
    enum Kind {
        STRING,
        INT,
        BIGINT,
        FLOAT,
        BOOLEAN,
        DECIMAL,
        DATETIME,
        JSON,
        OBJECT,
        BYTES_ARRAY,
        BYTES_BASE64,
        BYTES_HEX,
        ENUM,
        UNSUPPORTED
    }

    /** A field of an object. */
    sealed interface Entry {
        /** Its name. */
        JsonKey key();

        /** A value of the record. */
        record Field(JsonKey key, String column, FieldType type) implements Entry {}

        /**
         * An object or a list of them.
         *
         * @param column the record's field that holds it; null for the record itself
         */
        record Nested(JsonKey key, @Nullable String column, ObjectMap map) implements Entry {}
    }
}

package dev.weir.data.compile;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Prisma schema says of models and enums, as far as values in queries depend on it.
 *
 * @param provider the kind of database, for example {@code postgresql}; empty if none is named
 */
public record SchemaModel(String provider, Map<String, Model> models, Map<String, EnumType> enums) {
    /** Keeps what it was given from changing. */
    public SchemaModel {
        models = Map.copyOf(models);
        enums = Map.copyOf(enums);
    }

    /** A model and its fields by name. */
    record Model(String name, Map<String, Field> fields) {
        Model {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * A field.
     *
     * @param type of its values: a scalar's name, an enum's, or a model's
     */
    record Field(String type, boolean list) {}

    /** An enum's values by name, each as it stands in the database. */
    record EnumType(Map<String, String> values) {
        EnumType {
            values = Map.copyOf(values);
        }
    }

    /**
     * Reads a schema that Prisma's own check has found valid. What it does not understand it leaves
     * out, and queries that need it keep their values.
     */
    public static SchemaModel parse(String schema) {
        return new SchemaReader(schema).read();
    }

    @Nullable Model model(@Nullable String name) {
        return name == null ? null : models.get(name);
    }

    @Nullable EnumType enumType(String name) {
        return enums.get(name);
    }

    /** Collects what is read. */
    static final class Builder {
        private String provider = "";
        private final Map<String, Model> models = new HashMap<>();
        private final Map<String, EnumType> enums = new HashMap<>();

        void provider(String name) {
            provider = name;
        }

        void model(String name, Map<String, Field> fields) {
            models.put(name, new Model(name, fields));
        }

        void enumType(String name, Map<String, String> values) {
            enums.put(name, new EnumType(values));
        }

        SchemaModel build() {
            return new SchemaModel(provider, models, enums);
        }
    }
}

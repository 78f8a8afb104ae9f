package dev.weir.runtime.http;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the bodies of an API are read, strictly, and written. */
final class Json {
    private static final JsonMapper MAPPER = mapper();
    private static final String HELP = "Compare the body with the API's description.";

    private Json() {}

    static boolean isJson(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.endsWith("+json");
    }

    static byte[] write(Object body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write " + body.getClass().getName(), e);
        }
    }

    static <T> T read(byte[] body, Class<T> type) {
        if (body.length == 0) throw invalid("missing-body", "the body is empty, not JSON");
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) throw invalid("invalid-body", "the body is null");
            requireComponents(value, "");
            return value;
        } catch (JsonParseException | StreamConstraintsException e) {
            throw broken(e);
        } catch (JsonMappingException e) {
            throw e.getCause() instanceof JsonParseException cause ? broken(cause) : wrong(e);
        } catch (IOException e) {
            throw invalid("broken-json", "the body is not JSON");
        }
    }

    private static ProblemException broken(JsonProcessingException e) {
        var at = e.getLocation();
        String where =
                at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return invalid("broken-json", "the body is not JSON" + where);
    }

    private static ProblemException wrong(JsonMappingException e) {
        String path = pathOf(e);
        if (e instanceof UnrecognizedPropertyException) {
            return invalid("unknown-field", path + " is not a field of this request");
        }
        if (e.getCause() instanceof IllegalArgumentException cause) {
            String rule = String.valueOf(cause.getMessage());
            return invalid("invalid-field", path.isEmpty() ? rule : path + ": " + rule);
        }
        if (path.isEmpty()) return invalid("invalid-body", "the body has another form");
        return invalid("invalid-field", path + " is missing or has another type");
    }

    private static String pathOf(JsonMappingException e) {
        return e.getPath().stream()
                .map(step ->
                        step.getFieldName() == null
                                ? "[" + step.getIndex() + "]"
                                : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static ProblemException invalid(String code, String detail) {
        return Problem.badRequest(code, detail, HELP).toException();
    }

    /** Jackson makes null of what is missing; records say what may be. */
    private static void requireComponents(@Nullable Object value, String path) {
        if (value instanceof Record made) {
            for (var component : made.getClass().getRecordComponents()) {
                requireComponent(made, component, path);
            }
        } else if (value instanceof Collection<?> many) {
            int i = 0;
            for (Object element : many) {
                if (element == null) throw missing(path + "[" + i + "]");
                requireComponents(element, path + "[" + i++ + "]");
            }
        }
    }

    private static void requireComponent(Record made, RecordComponent component, String path) {
        String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
        Object value;
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            value = accessor.invoke(made);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
        if (value == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            throw missing(name);
        }
        requireComponents(value, name);
    }

    private static ProblemException missing(String name) {
        return invalid("missing-field", name + " is missing");
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> {
                            for (var shape :
                                    new CoercionInputShape[] {
                                        CoercionInputShape.Integer,
                                        CoercionInputShape.Float,
                                        CoercionInputShape.Boolean
                                    }) {
                                config.setCoercion(shape, CoercionAction.Fail);
                            }
                        })
                .addModule(times())
                .build();
    }

    private static SimpleModule times() {
        return new SimpleModule()
                .addSerializer(Instant.class, ToStringSerializer.instance)
                .addSerializer(Duration.class, ToStringSerializer.instance)
                .addSerializer(LocalDate.class, ToStringSerializer.instance)
                .addDeserializer(Instant.class, new Parsed<>(Instant.class, Instant::parse))
                .addDeserializer(Duration.class, new Parsed<>(Duration.class, Duration::parse))
                .addDeserializer(LocalDate.class, new Parsed<>(LocalDate.class, LocalDate::parse));
    }

    private static final class Parsed<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        Parsed(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        protected T _deserialize(
                String text, com.fasterxml.jackson.databind.DeserializationContext context) {
            try {
                return parse.apply(text);
            } catch (java.time.DateTimeException e) {
                throw new IllegalArgumentException("must be in the form of ISO 8601", e);
            }
        }
    }
}

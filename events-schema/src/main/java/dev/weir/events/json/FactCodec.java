package dev.weir.events.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.events.Fact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes and reads facts as CloudEvents 1.0 in structured JSON. Thread-safe. */
public final class FactCodec {
    /** The largest event, in bytes: neither written nor read beyond it. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 16;
    private static final int USUAL_BYTES = 512;

    private final JsonFactory factory =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_BYTES)
                                    .build())
                    .build();
    private final ObjectReader reader =
            JsonMapper.builder(factory)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    // Found by the tree, which has the names anyway; the parser would keep its own.
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build()
                    .reader();

    /**
     * The JSON of an event, UTF-8.
     *
     * @throws IllegalArgumentException if it is larger than {@link #MAX_BYTES}
     */
    public byte[] encode(Event event) {
        var bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (var json = factory.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", event.id());
            json.writeStringField("source", event.source());
            json.writeStringField("type", FactType.of(event.fact()).text());
            json.writeStringField("subject", Topic.keyOf(event.fact()));
            json.writeStringField("time", event.time().toString());
            json.writeStringField("datacontenttype", "application/json");
            json.writeFieldName("data");
            new FactWriter(json).write(event.fact());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        if (bytes.size() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "event must not exceed " + MAX_BYTES + " bytes: " + bytes.size());
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a record's value. A field that this version does not know is ignored; an unknown type,
     * broken JSON, a missing or wrong value is refused with the reason. Never throws.
     */
    public Decoded decode(byte[] value) {
        if (value.length > MAX_BYTES) {
            return new Decoded.Refused(
                    value.length + " bytes are more than the " + MAX_BYTES + " allowed");
        }
        try {
            return new Decoded.Read(read(Fields.of(parse(value))));
        } catch (WrongValue e) {
            return new Decoded.Refused(String.valueOf(e.getMessage()));
        }
    }

    private JsonNode parse(byte[] value) {
        try {
            return reader.readTree(value);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new WrongValue("not JSON" + (at == null ? "" : " at byte " + at.getByteOffset()));
        } catch (IOException e) {
            throw new WrongValue("not JSON: not UTF-8");
        }
    }

    private static Event read(Fields envelope) {
        if (!envelope.text("specversion").equals("1.0")) {
            throw envelope.wrong("specversion", "must be 1.0");
        }
        String contentType = envelope.optionalText("datacontenttype");
        if (contentType != null && !contentType.equals("application/json")) {
            throw envelope.wrong("datacontenttype", "must be application/json");
        }
        FactType type =
                FactType.named(envelope.text("type"))
                        .orElseThrow(() -> envelope.wrong("type", "is not known"));
        String id = nonEmpty(envelope, "id");
        String source = nonEmpty(envelope, "source");
        var time = envelope.instant("time");
        Fact fact = FactReader.read(type, envelope.object("data"));
        if (!envelope.text("subject").equals(Topic.keyOf(fact))) {
            throw envelope.wrong("subject", "must be the fact's key");
        }
        return new Event(id, source, time, fact);
    }

    private static String nonEmpty(Fields envelope, String field) {
        String text = envelope.text(field);
        if (text.isEmpty()) throw envelope.wrong(field, "must not be empty");
        return text;
    }
}

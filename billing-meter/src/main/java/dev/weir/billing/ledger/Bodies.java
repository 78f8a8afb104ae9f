package dev.weir.billing.ledger;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import dev.weir.billing.rating.Pricing;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How entries are written in the ledger: as JSON whose fields stand in the order of the records,
 * and whose decimals are texts, so that equal entries are equal texts. A kind's name is for ever.
 */
public final class Bodies {
    /** The kinds, by their names in the ledger. */
    static final Map<String, Class<? extends Entry>> KINDS =
            Map.ofEntries(
                    Map.entry("usage", Entry.UsagePosted.class),
                    Map.entry("repair", Entry.UsageRepaired.class),
                    Map.entry("lost", Entry.UsageLost.class),
                    Map.entry("environment", Entry.EnvironmentNamed.class),
                    Map.entry("watermark", Entry.WatermarkReached.class),
                    Map.entry("card", Entry.CardPublished.class),
                    Map.entry("assignment", Entry.CardAssigned.class),
                    Map.entry("closing", Entry.PeriodClosing.class),
                    Map.entry("closed", Entry.PeriodClosed.class),
                    Map.entry("statement", Entry.StatementIssued.class),
                    Map.entry("correction-proposed", Entry.CorrectionProposed.class),
                    Map.entry("correction-approved", Entry.CorrectionApproved.class),
                    Map.entry("correction-rejected", Entry.CorrectionRejected.class),
                    Map.entry("correction-posted", Entry.CorrectionPosted.class),
                    Map.entry("budget", Entry.BudgetSet.class),
                    Map.entry("budget-removed", Entry.BudgetRemoved.class),
                    Map.entry("budget-reached", Entry.BudgetReached.class),
                    Map.entry("budget-stopped", Entry.BudgetStopped.class),
                    Map.entry("budget-released", Entry.BudgetReleased.class),
                    Map.entry("seal", Entry.SourceSealed.class),
                    Map.entry("settled", Entry.RecordSettled.class),
                    Map.entry("export", Entry.ExportMade.class));

    private static final JsonMapper MAPPER = mapper();

    private Bodies() {}

    /** The names of all kinds. */
    public static Set<String> kinds() {
        return KINDS.keySet();
    }

    /** The name of an entry's kind. */
    public static String kind(Entry entry) {
        for (var kind : KINDS.entrySet()) {
            if (kind.getValue().isInstance(entry)) return kind.getKey();
        }
        throw new IllegalStateException("no kind of " + entry.getClass().getName());
    }

    /** An entry as JSON. */
    public static String write(Entry entry) {
        try {
            return MAPPER.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + entry.getClass().getName(), e);
        }
    }

    /**
     * An entry from its kind and JSON.
     *
     * @throws IllegalArgumentException for what this version did not write, nor any before it
     */
    public static Entry read(String kind, String body) {
        var type = KINDS.get(kind);
        if (type == null) throw new IllegalArgumentException("unknown kind of entry: " + kind);
        try {
            return MAPPER.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not an entry of kind " + kind, e);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "model")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Pricing.Flat.class, name = "flat"),
        @JsonSubTypes.Type(value = Pricing.PerUnit.class, name = "per-unit"),
        @JsonSubTypes.Type(value = Pricing.Graduated.class, name = "graduated"),
        @JsonSubTypes.Type(value = Pricing.Volume.class, name = "volume"),
        @JsonSubTypes.Type(value = Pricing.Packages.class, name = "package")
    })
    private interface ByModel {}

    /** The node and the incarnation are fields of the seal itself: the text is for ever. */
    private interface Flat {
        @JsonUnwrapped
        @SuppressWarnings("UnusedMethod") // Jackson reads its annotation
        NodeLife life();
    }

    private static JsonMapper mapper() {
        var module = new SimpleModule();
        text(module, EnvironmentId.class, EnvironmentId::new);
        text(module, ProjectId.class, ProjectId::new);
        text(module, RegionId.class, RegionId::new);
        text(module, ClusterId.class, ClusterId::new);
        text(module, NodeId.class, NodeId::new);
        text(module, IncarnationId.class, IncarnationId::new);
        text(module, Instant.class, Instant::parse);
        text(module, LocalDate.class, LocalDate::parse);
        text(module, YearMonth.class, YearMonth::parse);
        module.addSerializer(BigDecimal.class, new Plain());
        return JsonMapper.builder()
                .addModule(module)
                .addMixIn(Pricing.class, ByModel.class)
                .addMixIn(UsageCheckpoint.class, Flat.class)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addDeserializer(type, new Parsed<>(type, parse));
    }

    private static final class Plain extends ToStringSerializerBase {
        private static final long serialVersionUID = 1L;

        Plain() {
            super(BigDecimal.class);
        }

        @Override
        public String valueToString(Object value) {
            return ((BigDecimal) value).toPlainString();
        }
    }

    private static final class Parsed<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        Parsed(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) {
            return parse.apply(text);
        }
    }
}

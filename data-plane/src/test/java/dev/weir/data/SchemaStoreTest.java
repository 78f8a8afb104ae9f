package dev.weir.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.compile.SchemaShelf;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.compile.worker.CompileSettings;
import dev.weir.data.compile.worker.CompileWorkers;
import dev.weir.data.compile.worker.SchemaChecks;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.Accounts;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.events.SchemaUploaded;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.TopicSpec;
import dev.weir.runtime.memory.InMemoryEventLog;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes' stores on one log. */
final class SchemaStoreTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop");
    private static final int PER_ENVIRONMENT = 2;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final InMemoryEventLog log = new InMemoryEventLog(Clock.systemUTC());
    private final CompileWorkers workers = new CompileWorkers(CompileSettings.DEFAULTS);
    private final Account account = new Accounts().of(SHOP, new ProjectId("acme"));
    private final FactCodec codec = new FactCodec();
    private final Identity identity = new Identity(NodeTest.settings(), new SecureRandom(), clock);
    private final String topic = identity.topic(Topic.SCHEMAS);
    private final SchemaStore here = store();
    private final SchemaStore elsewhere = store();
    private LogReader reader;

    private SchemaStore store() {
        return new SchemaStore(
                identity,
                log,
                new SchemaShelf(PER_ENVIRONMENT),
                new SchemaChecks(CompileSettings.DEFAULTS, workers),
                clock);
    }

    @BeforeEach
    void open() {
        log.create(List.of(new TopicSpec(topic, 1, true, Duration.ofDays(1))));
        reader = log.read(Set.of(topic), ReadFrom.BEGINNING);
    }

    @AfterEach
    void close() {
        reader.close();
        workers.close();
        log.close();
    }

    private static String text(String model) {
        return """
        datasource db {
          provider = "postgresql"
          url      = "postgresql://localhost"
        }
        model %s {
          id Int @id
        }
        """
                .formatted(model);
    }

    private static String hash(String text) throws Exception {
        var body = Base64.getEncoder().encode(text.getBytes(UTF_8));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    }

    private static <T> T result(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private String upload(String model) throws Exception {
        var text = text(model);
        var hash = hash(text);
        result(here.upload(SHOP, "postgres", hash, text, account));
        now = now.plusSeconds(1);
        return hash;
    }

    /** What stands in the log by now is told to a store, as a node's reader does. */
    private int tell(SchemaStore store) {
        int told = 0;
        for (var records = reader.poll(Duration.ZERO);
                !records.isEmpty();
                records = reader.poll(Duration.ZERO)) {
            for (var record : records) {
                told++;
                var value = record.value();
                if (value == null) {
                    store.gone(record.key());
                } else if (codec.decode(value) instanceof Decoded.Read(var event)) {
                    store.heard((SchemaUploaded) event.fact());
                }
            }
        }
        return told;
    }

    private UploadedSchema opened(SchemaStore store, String hash) throws Exception {
        return result(Objects.requireNonNull(store.open(SHOP, hash, account)));
    }

    @Test
    void whatIsHeardIsReadWhenAQueryNeedsIt() throws Exception {
        var hash = upload("Post");
        assertThat(here.use(SHOP, hash)).isNotNull();

        tell(elsewhere);

        assertThat(elsewhere.has(SHOP, hash)).isTrue();
        assertThat(elsewhere.use(SHOP, hash)).as("not read yet").isNull();
        var schema = opened(elsewhere, hash);
        assertThat(schema.text()).isEqualTo(text("Post"));
        assertThat(elsewhere.use(SHOP, hash)).isSameAs(schema);
        assertThat(elsewhere.open(new EnvironmentId("blog"), hash, account)).isNull();
    }

    @Test
    void whatGivesWayHereGivesWayEverywhere() throws Exception {
        var first = upload("First");
        var second = upload("Second");
        tell(elsewhere);
        var third = upload("Third");

        tell(elsewhere);

        for (var store : List.of(here, elsewhere)) {
            assertThat(store.has(SHOP, first)).isFalse();
            assertThat(store.has(SHOP, second)).isTrue();
            assertThat(store.has(SHOP, third)).isTrue();
        }
    }

    /** A schema in use outlives those that are not, at a record in many hours. */
    @Test
    void useIsSaidAgainAfterALongTimeOnly() throws Exception {
        var used = upload("Used");
        upload("Unused");
        tell(elsewhere);
        opened(elsewhere, used);

        elsewhere.use(SHOP, used);
        assertThat(tell(elsewhere)).isZero();
        now = now.plus(Duration.ofHours(13));
        elsewhere.use(SHOP, used);
        assertThat(tell(here)).isEqualTo(1);
        elsewhere.use(SHOP, used);
        assertThat(tell(here)).isZero();

        upload("Third");
        assertThat(here.has(SHOP, used)).isTrue();
    }

    @Test
    void aDeletedEnvironmentLeavesNothing() throws Exception {
        var hash = upload("Post");
        tell(elsewhere);

        here.gone(SHOP);
        tell(elsewhere);

        assertThat(here.has(SHOP, hash)).isFalse();
        assertThat(elsewhere.has(SHOP, hash)).isFalse();
    }
}

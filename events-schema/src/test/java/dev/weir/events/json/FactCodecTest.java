package dev.weir.events.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactCodecTest {
    private static final Event LEASE =
            new Event(
                    "17",
                    "/weir/eu1/control",
                    Instant.parse("2026-03-01T12:00:00Z"),
                    new LeaseGranted(
                            new NodeLife(new NodeId("a1"), new IncarnationId("k3v9x2")),
                            42,
                            Duration.ofMillis(5_500),
                            0));

    private final FactCodec codec = new FactCodec();

    @Test
    void writesACloudEventInStructuredJson() {
        assertThat(new String(codec.encode(LEASE), UTF_8))
                .isEqualTo(
                        "{\"specversion\":\"1.0\",\"id\":\"17\",\"source\":\"/weir/eu1/control\","
                                + "\"type\":\"dev.weir.lease.granted.v1\",\"subject\":\"a1\","
                                + "\"time\":\"2026-03-01T12:00:00Z\","
                                + "\"datacontenttype\":\"application/json\",\"data\":{"
                                + "\"node\":\"a1\",\"incarnation\":\"k3v9x2\",\"heartbeat\":42,"
                                + "\"timeToLive\":\"PT5.5S\"}}");
    }

    @ParameterizedTest(name = "{1} → {2}: {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    spec version   | "1.0"              | "0.3"             | specversion must be 1.0
                    content type   | "application/json" | "text/xml"        | datacontenttype must be application/json
                    unknown type   | lease.granted.v1   | lease.granted.v9  | type is not known
                    empty id       | "id":"17"          | "id":""           | id must not be empty
                    empty source   | "/weir/eu1/control"| ""                | source must not be empty
                    wrong subject  | "subject":"a1"     | "subject":"a2"    | subject must be the fact's key
                    wrong time     | 2026-03-01T12      | yesterday         | time must be an ISO 8601 instant such as 2026-01-31T12:00:00Z
                    wrong id form  | "node":"a1"        | "node":"A_1"      | data.node: node id must be 1 to 16 of a-z, 0-9 and inner hyphens
                    fraction       | 42                 | 42.0              | data.heartbeat must be a 64-bit integer
                    too large      | 42                 | 9223372036854775808 | data.heartbeat must be a 64-bit integer
                    wrong duration | PT5.5S             | 5.5               | data.timeToLive must be an ISO 8601 duration such as PT1.5S
                    null           | "k3v9x2"           | null              | data.incarnation is missing
                    data no object | {"node"            | [{"node"          | not JSON
                    """)
    void refusesWithTheReason(String what, String from, String to, String reason) {
        String json = new String(codec.encode(LEASE), UTF_8);
        assertThat(json).as(what).contains(from);

        var decoded = codec.decode(json.replace(from, to).getBytes(UTF_8));

        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith(reason));
    }

    @Test
    void saysWhichElementOfAListIsWrong() {
        var event = new AnyFact(7).event(FactType.ENVIRONMENT_DEFINED);
        String json =
                new String(codec.encode(event), UTF_8)
                        .replaceFirst("\"keys\":\\[.*?\\]", "\"keys\":[{\"id\":\"k\"}]");

        assertThat(codec.decode(json.getBytes(UTF_8)))
                .isEqualTo(new Decoded.Refused("data.keys[0].hash is missing"));
    }

    @Test
    void refusesABrokenRuleOfAFactWithoutItsNumbers() {
        String json = new String(codec.encode(new AnyFact(7).event(FactType.GRANT_GRANTED)), UTF_8);
        var negative = json.replaceFirst("\"grants\":\\[.*]", "\"grants\":[%s]".formatted(GRANT));

        assertThat(codec.decode(negative.getBytes(UTF_8)))
                .isEqualTo(new Decoded.Refused("data.grants[0]: grant size must not be negative"));
    }

    private static final String GRANT =
            "{\"node\":\"a1\",\"incarnation\":\"k3v9x2\",\"cluster\":\"a\","
                    + "\"endpoint\":\"http://127.0.0.1:1\",\"size\":-5,\"pool\":\"ACTIVE\"}";

    @Test
    void refusesWhatIsNoJsonObject() {
        for (String json : new String[] {"", "17", "[]", "null", "{\"a\":1", "{\"a\":1,\"a\":2}"}) {
            assertThat(codec.decode(json.getBytes(UTF_8)))
                    .as(json)
                    .isInstanceOf(Decoded.Refused.class);
        }
    }

    /** Two readers could take one value each. */
    @Test
    void refusesANameTwiceInOneObjectWhereverItIs() {
        String json = new String(codec.encode(LEASE), UTF_8);
        for (String twice :
                new String[] {
                    json.replace("\"id\":", "\"id\":\"17\",\"id\":"),
                    json.replace("\"heartbeat\":", "\"heartbeat\":42,\"heartbeat\":"),
                    json.replace("\"data\":{", "\"x\":1,\"x\":1,\"data\":{"),
                    json.replace("\"data\":{", "\"data\":{\"x\":[{\"y\":null,\"y\":null}],"),
                    json.replace("\"data\":{", "\"data\":{\"\\u0061\":{},\"a\":{},")
                }) {
            assertThat(twice).isNotEqualTo(json);
            assertThat(codec.decode(twice.getBytes(UTF_8)))
                    .as(twice)
                    .isInstanceOf(Decoded.Refused.class);
        }
    }

    @Test
    void refusesWhatFollowsTheObject() {
        String json = new String(codec.encode(LEASE), UTF_8) + "{}";

        assertThat(codec.decode(json.getBytes(UTF_8))).isInstanceOf(Decoded.Refused.class);
    }

    @Test
    void refusesMoreThanTheLargestSize() {
        assertThat(codec.decode(new byte[FactCodec.MAX_BYTES + 1]))
                .isEqualTo(new Decoded.Refused("1048577 bytes are more than the 1048576 allowed"));
    }

    @Test
    void writesNothingLargerThanItReads() {
        var tooLarge =
                new Event(
                        "x".repeat(FactCodec.MAX_BYTES),
                        "/s",
                        Instant.EPOCH,
                        new EnvironmentDeleted(new EnvironmentId("shop"), 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(tooLarge))
                .withMessageContaining("1048576");
    }

    @Test
    void refusesDeepNesting() {
        String json = "{\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(codec.decode(json.getBytes(UTF_8))).isInstanceOf(Decoded.Refused.class);
    }
}

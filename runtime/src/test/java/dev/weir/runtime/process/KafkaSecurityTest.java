package dev.weir.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.runtime.Settings;
import dev.weir.runtime.kafka.KafkaOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSecurityTest {
    private static final String PASSWORD = "a \"quoted\" \\ back;slash='x'";

    @TempDir Path folder;

    @Test
    void setsNothingByDefault() {
        assertThat(options(Map.of()).clientProperties()).isEmpty();
    }

    @Test
    void logsInWithAnyPassword() {
        var properties =
                options(
                                Map.of(
                                        "WEIR_KAFKA_SECURITY_PROTOCOL", "sasl-ssl",
                                        "WEIR_KAFKA_SASL_USERNAME", "weir-node",
                                        "WEIR_KAFKA_SASL_PASSWORD", PASSWORD))
                        .clientProperties();

        var login =
                JaasContext.loadClientContext(
                        Map.of(
                                "sasl.jaas.config",
                                new Password(properties.get("sasl.jaas.config"))));
        assertThat(properties)
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
        assertThat(login.configurationEntries().getFirst().getOptions())
                .isEqualTo(Map.of("username", "weir-node", "password", PASSWORD));
    }

    @Test
    void showsNoPasswords() {
        var options =
                options(
                        Map.of(
                                "WEIR_KAFKA_SECURITY_PROTOCOL", "sasl-plaintext",
                                "WEIR_KAFKA_SASL_USERNAME", "weir-node",
                                "WEIR_KAFKA_SASL_PASSWORD", "of-the-node"));

        assertThat(options.toString()).contains("sasl.jaas.config").doesNotContain("of-the-node");
    }

    @Test
    void refusesWhatTheProtocolDoesNotUse() {
        refuses("kafka.sasl.password is set", Map.of("WEIR_KAFKA_SASL_PASSWORD", "secret"));
        refuses("kafka.tls.authority is set", Map.of("WEIR_KAFKA_TLS_AUTHORITY", "ca.pem"));
        refuses(
                "kafka.sasl.token-url is set",
                Map.of(
                        "WEIR_KAFKA_SECURITY_PROTOCOL", "sasl-ssl",
                        "WEIR_KAFKA_SASL_USERNAME", "u",
                        "WEIR_KAFKA_SASL_PASSWORD", "p",
                        "WEIR_KAFKA_SASL_TOKEN_URL", "https://tokens.example/"));
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        refuses(
                "kafka.sasl.username is missing",
                Map.of("WEIR_KAFKA_SECURITY_PROTOCOL", "sasl-ssl"));
        refuses(
                "kafka.sasl.token-url is missing",
                Map.of(
                        "WEIR_KAFKA_SECURITY_PROTOCOL", "sasl-ssl",
                        "WEIR_KAFKA_SASL_MECHANISM", "oauthbearer",
                        "WEIR_KAFKA_SASL_USERNAME", "u",
                        "WEIR_KAFKA_SASL_PASSWORD", "p"));
        refuses(
                "go together",
                Map.of(
                        "WEIR_KAFKA_SECURITY_PROTOCOL",
                        "ssl",
                        "WEIR_KAFKA_TLS_CERTIFICATE",
                        file("-----BEGIN CERTIFICATE-----")));
        refuses(
                "has no line -----BEGIN CERTIFICATE-----",
                Map.of(
                        "WEIR_KAFKA_SECURITY_PROTOCOL",
                        "ssl",
                        "WEIR_KAFKA_TLS_AUTHORITY",
                        file("binary")));
        refuses(
                "cannot read /nowhere/ca.pem",
                Map.of(
                        "WEIR_KAFKA_SECURITY_PROTOCOL", "ssl",
                        "WEIR_KAFKA_TLS_AUTHORITY", "/nowhere/ca.pem"));
    }

    @Test
    void passesTheAllowedPropertiesOn() {
        assertThat(options(Map.of("WEIR_KAFKA_PROPERTIES_CLIENT_RACK", "a")).clientProperties())
                .isEqualTo(Map.of("client.rack", "a"));
        assertThatThrownBy(() -> options(Map.of("WEIR_KAFKA_PROPERTIES_ACKS", "0")))
                .hasMessageContaining("no setting is called WEIR_KAFKA_PROPERTIES_ACKS");
    }

    private String file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "file", ".pem"), text).toString();
    }

    private static void refuses(String why, Map<String, String> values) {
        assertThatThrownBy(() -> options(values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static KafkaOptions options(Map<String, String> values) {
        var environment = new HashMap<>(values);
        environment.put("WEIR_KAFKA_BOOTSTRAP", "kafka:9092");
        var all = ProcessSettings.all(ProcessSettings.adminPort(1));
        return ProcessSettings.kafka(Settings.read(environment, null, all));
    }
}

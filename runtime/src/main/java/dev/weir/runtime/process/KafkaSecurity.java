package dev.weir.runtime.process;

import dev.weir.runtime.Secret;
import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings of how Kafka's clients encrypt and authenticate, and the client properties that follow
 * from them.
 */
final class KafkaSecurity {
    private static final Setting<Protocol> PROTOCOL =
            Setting.word(
                            "kafka.security.protocol",
                            Protocol.class,
                            "How connections to Kafka are encrypted and authenticated")
                    .orElse("plaintext");
    private static final Setting<Mechanism> MECHANISM =
            Setting.word(
                            "kafka.sasl.mechanism",
                            Mechanism.class,
                            "How the process authenticates, with one of the sasl protocols")
                    .orElse("scram-sha-512");
    private static final Setting<Optional<String>> USERNAME =
            Setting.text(
                            "kafka.sasl.username",
                            "The process's user at Kafka; with oauthbearer its client id.")
                    .optional();
    private static final Setting<Optional<Secret>> PASSWORD =
            Setting.secret(
                            "kafka.sasl.password",
                            1,
                            "The user's password; with oauthbearer the client's secret.")
                    .optional();
    private static final Setting<Optional<URI>> TOKEN_URL =
            Setting.uri(
                            "kafka.sasl.token-url",
                            List.of("https", "http"),
                            "The token endpoint that oauthbearer asks, by the client credentials grant.")
                    .optional();
    private static final Setting<Optional<String>> SCOPE =
            Setting.text("kafka.sasl.scope", "The scope that oauthbearer asks for.").optional();
    private static final Setting<Optional<String>> AUTHORITY =
            Setting.text(
                            "kafka.tls.authority",
                            "PEM file of the authorities that sign the brokers' certificates; default: those of the Java runtime.")
                    .optional();
    private static final Setting<Optional<String>> CERTIFICATE =
            Setting.text(
                            "kafka.tls.certificate",
                            "PEM file of the process's certificate chain, for brokers that ask for one.")
                    .optional();
    private static final Setting<Optional<String>> KEY =
            Setting.text(
                            "kafka.tls.key",
                            "PEM file of that certificate's private key (PKCS 8, not encrypted).")
                    .optional();

    /** Kafka asks no token endpoint but those that this system property lists. */
    private static final String ALLOWED_TOKEN_URLS =
            "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private KafkaSecurity() {}

    enum Protocol {
        PLAINTEXT,
        SSL,
        SASL_PLAINTEXT,
        SASL_SSL;

        boolean encrypts() {
            return this == SSL || this == SASL_SSL;
        }

        boolean authenticates() {
            return this == SASL_PLAINTEXT || this == SASL_SSL;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    enum Mechanism {
        PLAIN("PLAIN", "plain.PlainLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "scram.ScramLoginModule"),
        OAUTHBEARER("OAUTHBEARER", "oauthbearer.OAuthBearerLoginModule");

        private final String saslName;
        private final String module;

        Mechanism(String saslName, String module) {
            this.saslName = saslName;
            this.module = module;
        }

        /** What a login is made of, as Kafka's clients read it. */
        String login(String options) {
            return "org.apache.kafka.common.security.%s required%s;".formatted(module, options);
        }
    }

    static List<Setting<?>> all() {
        return List.of(
                PROTOCOL,
                MECHANISM,
                USERNAME,
                PASSWORD,
                TOKEN_URL,
                SCOPE,
                AUTHORITY,
                CERTIFICATE,
                KEY);
    }

    /**
     * The client properties.
     *
     * @throws IllegalArgumentException when settings do not go together or a file is not usable
     */
    static Map<String, String> of(Settings settings) {
        var protocol = settings.get(PROTOCOL);
        var properties = new TreeMap<String, String>();
        if (protocol != Protocol.PLAINTEXT) properties.put("security.protocol", protocol.name());
        if (protocol.authenticates()) authenticate(settings, properties);
        if (protocol.encrypts()) encrypt(settings, properties);
        refuseUnused(settings, protocol);
        return properties;
    }

    private static void authenticate(Settings settings, Map<String, String> properties) {
        var mechanism = settings.get(MECHANISM);
        properties.put("sasl.mechanism", mechanism.saslName);
        var user = required(settings, USERNAME);
        var password = required(settings, PASSWORD).value();
        if (mechanism == Mechanism.OAUTHBEARER) {
            askForTokens(settings, properties);
            var scope = settings.get(SCOPE).map(text -> option("scope", text)).orElse("");
            var client = option("clientId", user) + option("clientSecret", password);
            properties.put("sasl.jaas.config", mechanism.login(client + scope));
        } else {
            refuse(settings, List.of(TOKEN_URL, SCOPE), "kafka.sasl.mechanism");
            var login = option("username", user) + option("password", password);
            properties.put("sasl.jaas.config", mechanism.login(login));
        }
    }

    private static void askForTokens(Settings settings, Map<String, String> properties) {
        var url = required(settings, TOKEN_URL).toString();
        System.setProperty(ALLOWED_TOKEN_URLS, url);
        properties.put("sasl.oauthbearer.token.endpoint.url", url);
        properties.put(
                "sasl.login.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
    }

    /** The value is quoted; control characters end a quoted value and are refused. */
    private static String option(String name, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "kafka.sasl.*: a user, password or scope has a control character, which Kafka's clients cannot send");
        }
        return " %s=\"%s\"".formatted(name, value.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private static <T> T required(Settings settings, Setting<Optional<T>> setting) {
        return settings.get(setting)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s is missing: kafka.security.protocol %s with kafka.sasl.mechanism %s needs it"
                                        .formatted(
                                                setting.key(),
                                                settings.get(PROTOCOL).word(),
                                                settings.get(MECHANISM).saslName)));
    }

    private static void encrypt(Settings settings, Map<String, String> properties) {
        settings.get(AUTHORITY)
                .ifPresent(file -> {
                    properties.put("ssl.truststore.type", "PEM");
                    properties.put(
                            "ssl.truststore.certificates", pem(AUTHORITY, file, "CERTIFICATE"));
                });
        var certificate = settings.get(CERTIFICATE);
        var key = settings.get(KEY);
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    "kafka.tls.certificate and kafka.tls.key go together: one of them is missing");
        }
        if (certificate.isEmpty() || key.isEmpty()) return;
        properties.put("ssl.keystore.type", "PEM");
        properties.put(
                "ssl.keystore.certificate.chain",
                pem(CERTIFICATE, certificate.get(), "CERTIFICATE"));
        properties.put("ssl.keystore.key", pem(KEY, key.get(), "PRIVATE KEY"));
    }

    /** A password that is set and never sent comes of a protocol that was forgotten. */
    private static void refuseUnused(Settings settings, Protocol protocol) {
        var why = "kafka.security.protocol";
        if (!protocol.authenticates()) {
            refuse(settings, List.of(USERNAME, PASSWORD, TOKEN_URL, SCOPE), why);
        }
        if (!protocol.encrypts()) refuse(settings, List.of(AUTHORITY, CERTIFICATE, KEY), why);
    }

    private static void refuse(
            Settings settings, List<Setting<? extends Optional<?>>> unused, String why) {
        for (var setting : unused) {
            if (settings.get(setting).isEmpty()) continue;
            throw new IllegalArgumentException(
                    "%s is set, but %s, as it is set, does not use it"
                            .formatted(setting.key(), why));
        }
    }

    private static String pem(Setting<?> setting, String file, String label) {
        var begin = "-----BEGIN " + label + "-----";
        try {
            var text = Files.readString(Path.of(file));
            if (text.contains(begin)) return text;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s: cannot read %s: %s"
                            .formatted(setting.key(), file, e.getClass().getSimpleName()),
                    e);
        }
        throw new IllegalArgumentException(
                "%s: %s has no line %s".formatted(setting.key(), file, begin));
    }
}

package dev.weir.it.secured;

import dev.weir.embedded.EmbeddedKafka;
import dev.weir.embedded.KafkaOptions;
import dev.weir.runtime.tls.LocalAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker of which every connection is encrypted and authenticated, and which allows only what its
 * access rules name. It authenticates by PLAIN, SCRAM-SHA-512 and OAUTHBEARER.
 */
final class SecuredKafka implements AutoCloseable {
    private static final String SECURITY = "org.apache.kafka.common.security.";

    /** The embedded broker's one listener for clients is called so, whatever its protocol. */
    private static final String LISTENER = "listener.name.plaintext.";

    private final EmbeddedKafka broker;
    private final Path authority;
    private final Admin admin;

    /** Authenticates {@code plainUser} by PLAIN with that password. */
    SecuredKafka(Path home, String plainUser, String password) throws Exception {
        var signer = LocalAuthority.create("Kafka tests", Instant.now(), new SecureRandom());
        authority = Files.writeString(home.resolve("authority.pem"), signer.certificate());
        var certificate =
                signer.issue(List.of("127.0.0.1", "localhost"), Instant.now(), Duration.ofDays(1));
        var users = "user_broker=\"broker-secret\" user_%s=\"%s\"".formatted(plainUser, password);
        broker =
                EmbeddedKafka.start(
                        home.resolve("kafka"),
                        new KafkaOptions(
                                0,
                                160,
                                Duration.ofSeconds(60),
                                settings(signer, certificate, users)));
        admin = Admin.create(adminProperties(signer.certificate()));
    }

    private static Map<String, String> settings(
            LocalAuthority signer, LocalAuthority.Issued certificate, String users) {
        var settings = new TreeMap<String, String>();
        settings.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512,OAUTHBEARER");
        settings.put("ssl.keystore.type", "PEM");
        settings.put("ssl.keystore.certificate.chain", certificate.certificate());
        settings.put("ssl.keystore.key", certificate.key().value());
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.certificates", signer.certificate());
        settings.put(
                LISTENER + "plain.sasl.jaas.config",
                SECURITY
                        + "plain.PlainLoginModule required username=\"broker\""
                        + " password=\"broker-secret\" "
                        + users
                        + ";");
        settings.put(
                LISTENER + "scram-sha-512.sasl.jaas.config",
                SECURITY + "scram.ScramLoginModule required;");
        settings.put(
                LISTENER + "oauthbearer.sasl.jaas.config",
                SECURITY + "oauthbearer.OAuthBearerLoginModule required;");
        settings.put(
                LISTENER + "oauthbearer.sasl.server.callback.handler.class",
                UncheckedTokens.class.getName());
        settings.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // The controller's listener, which no client reaches, asks for no name.
        settings.put("super.users", "User:broker;User:ANONYMOUS");
        return settings;
    }

    private Map<String, Object> adminProperties(String trusted) {
        return Map.of(
                "bootstrap.servers",
                broker.bootstrap(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                SECURITY
                        + "plain.PlainLoginModule required username=\"broker\""
                        + " password=\"broker-secret\";",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                trusted);
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    /** The PEM file of the authority that signed the broker's certificate. */
    Path authority() {
        return authority;
    }

    void allow(List<AclBinding> rules) throws Exception {
        admin.createAcls(rules).all().get();
    }

    void addScramUser(String user, String password) throws Exception {
        var how = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
        admin.alterUserScramCredentials(
                        List.of(new UserScramCredentialUpsertion(user, how, password)))
                .all()
                .get();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
        broker.close();
    }
}

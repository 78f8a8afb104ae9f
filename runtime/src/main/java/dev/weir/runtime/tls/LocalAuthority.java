package dev.weir.runtime.tls;

import dev.weir.runtime.Secret;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An authority that signs certificates for servers and clients of one machine or one installation:
 * for {@code ./weir up} and for tests. Keys are of the curve P-256; certificates are X.509 version
 * 3 (RFC 5280). It keeps no record of what it signed, and cannot take anything back.
 */
public final class LocalAuthority {
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final byte[] SIGNATURE_ALGORITHM = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final Duration OWN_VALIDITY = Duration.ofDays(3_650);

    /** Clocks differ: what is signed now is valid for those who are late. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    /** Addresses of IPv4 and IPv6, which no name looks like. */
    private static final Pattern ADDRESS =
            Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final String name;
    private final byte[] certificate;
    private final PublicKey publicKey;
    private final PrivateKey privateKey;
    private final SecureRandom random;

    private LocalAuthority(
            String name,
            byte[] certificate,
            PublicKey publicKey,
            PrivateKey privateKey,
            SecureRandom random) {
        this.name = name;
        this.certificate = certificate;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.random = random;
    }

    /**
     * A certificate with its key.
     *
     * @param certificate PEM
     * @param key PEM, PKCS 8
     */
    public record Issued(String certificate, Secret key) {}

    /**
     * A new authority, valid for ten years.
     *
     * @param name what those who look at its certificate read
     */
    public static LocalAuthority create(String name, Instant now, SecureRandom random) {
        var keys = newKeys(random);
        var extensions =
                List.of(
                        extension(
                                "2.5.29.19",
                                true,
                                Der.sequence(
                                        Der.yes(), Der.integer(BigInteger.ZERO))), // of these alone
                        extension("2.5.29.15", true, Der.bits(1, new byte[] {0x06})), // signs
                        keyIdentifier(keys.getPublic()));
        var certificate =
                sign(
                        name,
                        name,
                        keys.getPublic(),
                        now,
                        OWN_VALIDITY,
                        extensions,
                        keys.getPrivate(),
                        random);
        return new LocalAuthority(name, certificate, keys.getPublic(), keys.getPrivate(), random);
    }

    /**
     * An authority that was made before.
     *
     * @param kept its {@link #keep}
     * @throws IllegalArgumentException if these are not an authority's certificate and key
     */
    public static LocalAuthority of(Issued kept, SecureRandom random) {
        try {
            var certificate = Pem.certificate(kept.certificate());
            var key =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(
                                            Pem.bytes("PRIVATE KEY", kept.key().value())));
            return new LocalAuthority(
                    commonName(certificate),
                    certificate.getEncoded(),
                    certificate.getPublicKey(),
                    key,
                    random);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an authority's certificate and key", e);
        }
    }

    /** What is to be kept of it, to sign more later. */
    public Issued keep() {
        return new Issued(
                certificate(), new Secret(Pem.of("PRIVATE KEY", privateKey.getEncoded())));
    }

    /** Its own certificate, PEM: what has to be trusted. */
    public String certificate() {
        return Pem.of("CERTIFICATE", certificate);
    }

    /**
     * Signs a certificate for a server or a client, or both, with a new key.
     *
     * @param names DNS names and addresses that it is for; at least one
     */
    public Issued issue(List<String> names, Instant now, Duration validity) {
        var keys = newKeys(random);
        var alternatives = new ArrayList<byte[]>();
        for (var each : names) alternatives.add(alternative(each));
        var extensions =
                List.of(
                        extension("2.5.29.19", true, Der.sequence()),
                        extension("2.5.29.15", true, Der.bits(7, new byte[] {(byte) 0x80})),
                        extension(
                                "2.5.29.37",
                                false,
                                Der.sequence(
                                        Der.oid("1.3.6.1.5.5.7.3.1"), // server
                                        Der.oid("1.3.6.1.5.5.7.3.2"))), // client
                        extension(
                                "2.5.29.17",
                                false,
                                Der.sequence(alternatives.toArray(byte[][]::new))),
                        keyIdentifier(keys.getPublic()),
                        extension(
                                "2.5.29.35",
                                false,
                                Der.sequence(Der.implicit(0, digest(publicKey)))));
        var signed =
                sign(
                        name,
                        names.getFirst(),
                        keys.getPublic(),
                        now,
                        validity,
                        extensions,
                        privateKey,
                        random);
        return new Issued(
                Pem.of("CERTIFICATE", signed),
                new Secret(Pem.of("PRIVATE KEY", keys.getPrivate().getEncoded())));
    }

    private static byte[] sign(
            String issuer,
            String subject,
            PublicKey key,
            Instant now,
            Duration validity,
            List<byte[]> extensions,
            PrivateKey signer,
            SecureRandom random) {
        var serial = new BigInteger(127, random).setBit(126);
        var body =
                Der.sequence(
                        Der.explicit(0, Der.integer(BigInteger.TWO)), // version 3
                        Der.integer(serial),
                        SIGNATURE_ALGORITHM,
                        distinguishedName(issuer),
                        Der.sequence(Der.time(now.minus(BACKDATED)), Der.time(now.plus(validity))),
                        distinguishedName(subject),
                        key.getEncoded(),
                        Der.explicit(3, Der.sequence(extensions.toArray(byte[][]::new))));
        try {
            var signature = Signature.getInstance(SIGNATURE);
            signature.initSign(signer, random);
            signature.update(body);
            return Der.sequence(body, SIGNATURE_ALGORITHM, Der.bits(0, signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform signs with P-256", e);
        }
    }

    private static byte[] distinguishedName(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] keyIdentifier(PublicKey key) {
        return extension("2.5.29.14", false, Der.octets(digest(key)));
    }

    private static byte[] alternative(String name) {
        return ADDRESS.matcher(name).matches()
                ? Der.implicit(7, InetAddress.ofLiteral(name).getAddress())
                : Der.implicit(2, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] digest(PublicKey key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static KeyPair newKeys(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has P-256", e);
        }
    }

    private static String commonName(X509Certificate certificate) {
        var text = certificate.getSubjectX500Principal().getName();
        return text.startsWith("CN=") ? text.substring(3) : text;
    }

    @Override
    public String toString() {
        return "local authority "
                + name
                + ", "
                + Base64.getEncoder().encodeToString(digest(publicKey));
    }
}

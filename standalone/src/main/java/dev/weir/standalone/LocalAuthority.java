package dev.weir.standalone;

import dev.weir.embedded.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * A certificate authority for this machine alone: what {@code ./weir up} shows to clients that
 * insist on TLS. Its own key is thrown away once it has signed the one certificate, so nobody can
 * sign another with it.
 *
 * @param caFile PEM file of the authority's certificate, for clients to trust
 * @param certificate PEM file of the certificate of {@code localhost}, 127.0.0.1 and ::1
 * @param key PEM file of its private key, the owner's alone
 */
record LocalAuthority(Path caFile, Path certificate, Path key) {
    private static final Duration VALID = Duration.ofDays(365);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
    private static final int SERIAL_BYTES = 16;
    private static final int LINE = 64;

    /** The authority kept in a folder; a new one where there is none or its time is nearly over. */
    static LocalAuthority in(Path folder, Instant now) throws IOException {
        var files =
                new LocalAuthority(
                        folder.resolve("ca.pem"),
                        folder.resolve("localhost.pem"),
                        folder.resolve("localhost-key.pem"));
        if (!files.isValid(now)) files.make(now);
        return files;
    }

    private boolean isValid(Instant now) throws IOException {
        if (!Files.exists(caFile) || !Files.exists(certificate) || !Files.exists(key)) return false;
        try (var stream = Files.newInputStream(certificate)) {
            var kept =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(stream);
            return kept.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private void make(Instant now) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var authority = generator.generateKeyPair();
            var own = generator.generateKeyPair();
            var ca = signed("Weir local authority", authority, authority, now, true);
            var leaf = signed("localhost", own, authority, now, false);
            PrivateFile.write(key, pem("PRIVATE KEY", own.getPrivate().getEncoded()));
            Files.writeString(certificate, pem("CERTIFICATE", leaf) + pem("CERTIFICATE", ca));
            Files.writeString(caFile, pem("CERTIFICATE", ca));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate can be made: " + e.getMessage(), e);
        }
    }

    /** A certificate's DER, RFC 5280 section 4.1. */
    private static byte[] signed(
            String name, KeyPair subject, KeyPair authority, Instant now, boolean isAuthority)
            throws GeneralSecurityException {
        var serial = new byte[SERIAL_BYTES];
        new SecureRandom().nextBytes(serial);
        serial[0] &= 0x7f;
        serial[0] |= 0x40;
        var ecdsaWithSha256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
        var body =
                Der.sequence(
                        Der.explicit(0, Der.integer(new byte[] {2})),
                        Der.integer(serial),
                        ecdsaWithSha256,
                        commonName("Weir local authority"),
                        Der.sequence(Der.time(now.minus(CLOCKS_DIFFER)), Der.time(now.plus(VALID))),
                        commonName(name),
                        subject.getPublic().getEncoded(),
                        Der.explicit(3, isAuthority ? authorityMarks() : serverMarks()));
        return Der.sequence(body, ecdsaWithSha256, Der.bits(sign(body, authority.getPrivate())));
    }

    private static byte[] sign(byte[] body, PrivateKey key) throws GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(body);
        return signature.sign();
    }

    private static byte[] commonName(String name) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text(name))));
    }

    /** Basic constraints: an authority, of end certificates only; key usage: signs certificates. */
    private static byte[] authorityMarks() {
        return Der.sequence(
                mark(Der.oid(2, 5, 29, 19), Der.sequence(Der.yes(), Der.integer(new byte[] {0}))),
                mark(Der.oid(2, 5, 29, 15), Der.bits(2, new byte[] {0x04})));
    }

    /** Names it answers to, and that it is a server's. */
    private static byte[] serverMarks() {
        var loopback6 = new byte[16];
        loopback6[15] = 1;
        return Der.sequence(
                mark(
                        Der.oid(2, 5, 29, 17),
                        Der.sequence(
                                Der.tagged(2, "localhost".getBytes(StandardCharsets.US_ASCII)),
                                Der.tagged(7, new byte[] {127, 0, 0, 1}),
                                Der.tagged(7, loopback6))),
                mark(Der.oid(2, 5, 29, 15), Der.bits(7, new byte[] {(byte) 0x80})),
                mark(Der.oid(2, 5, 29, 37), Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1))));
    }

    private static byte[] mark(byte[] oid, byte[] value) {
        return Der.sequence(oid, Der.yes(), Der.octets(value));
    }

    private static String pem(String kind, byte[] der) {
        var text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind);
    }
}

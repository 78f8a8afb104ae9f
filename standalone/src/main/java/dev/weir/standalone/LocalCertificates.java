package dev.weir.standalone;

import dev.weir.embedded.PrivateFile;
import dev.weir.runtime.tls.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A certificate for this machine alone, and that of the authority that signed it: what {@code
 * ./weir up} shows to clients that insist on TLS. The authority's own key is not kept, so nobody
 * can sign another with it.
 *
 * @param caFile PEM file of the authority's certificate, for clients to trust
 * @param certificate PEM file of the certificate of {@code localhost}, 127.0.0.1 and ::1
 * @param key PEM file of its private key, the owner's alone
 */
record LocalCertificates(Path caFile, Path certificate, Path key) {
    private static final Duration VALID = Duration.ofDays(365);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    /** Those kept in a folder; new ones where there are none or their time is nearly over. */
    static LocalCertificates in(Path folder, Instant now) throws IOException {
        var files =
                new LocalCertificates(
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
        var authority = LocalAuthority.create("Weir local authority", now, new SecureRandom());
        var own = authority.issue(List.of("localhost", "127.0.0.1", "::1"), now, VALID);
        PrivateFile.write(key, own.key().value());
        Files.writeString(certificate, own.certificate() + authority.certificate());
        Files.writeString(caFile, authority.certificate());
    }
}

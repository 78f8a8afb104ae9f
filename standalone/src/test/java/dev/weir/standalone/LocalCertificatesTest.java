package dev.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir Path folder;

    private static X509Certificate read(Path file) throws Exception {
        try (InputStream stream = Files.newInputStream(file)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(stream);
        }
    }

    @Test
    void signsACertificateForThisMachineAlone() throws Exception {
        var files = LocalCertificates.in(folder, NOW);
        var ca = read(files.caFile());
        var leaf = read(files.certificate());

        leaf.verify(ca.getPublicKey());
        ca.verify(ca.getPublicKey());
        assertThat(ca.getBasicConstraints()).isZero();
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getIssuerX500Principal()).isEqualTo(ca.getSubjectX500Principal());
        assertThat(leaf.getSubjectAlternativeNames().stream().map(name -> name.get(1)).toList())
                .isEqualTo(List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"));
        assertThat(leaf.getExtendedKeyUsage()).contains("1.3.6.1.5.5.7.3.1");
        assertThat(ca.getKeyUsage()[5]).isTrue();
        assertThat(Files.readString(files.key())).contains("PRIVATE KEY");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsItsCertificateUntilItsTimeIsNearlyOver() throws IOException {
        var first = Files.readString(LocalCertificates.in(folder, NOW).caFile());
        var later =
                Files.readString(
                        LocalCertificates.in(folder, NOW.plus(Duration.ofDays(300))).caFile());
        var renewed =
                Files.readString(
                        LocalCertificates.in(folder, NOW.plus(Duration.ofDays(340))).caFile());

        assertThat(later).isEqualTo(first);
        assertThat(renewed).isNotEqualTo(first);
    }
}

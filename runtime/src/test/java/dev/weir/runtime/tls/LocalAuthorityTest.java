package dev.weir.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.runtime.Secret;
import dev.weir.runtime.tls.LocalAuthority.Issued;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SecureRandom random = new SecureRandom();
    private final LocalAuthority authority = LocalAuthority.create("Weir local", NOW, random);

    @Test
    void signsWhatTheJavaPlatformAccepts() throws Exception {
        var signed =
                certificate(authority.issue(List.of("a1.test", "127.0.0.1", "::1"), NOW, days(30)));
        var root = Pem.certificate(authority.certificate());
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(signed));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));

        assertThat(CertPathValidator.getInstance("PKIX").validate(path, parameters)).isNotNull();
        assertThat(signed.getBasicConstraints()).as("not an authority itself").isEqualTo(-1);
        assertThat(root.getBasicConstraints()).as("signs no other authority").isZero();
        assertThat(signed.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "a1.test"),
                        List.of(7, "127.0.0.1"),
                        List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(signed.getNotAfter().toInstant()).isAfter(NOW.plus(days(29)));
    }

    @Test
    void goesOnWithWhatWasKept() throws Exception {
        var again = LocalAuthority.of(authority.keep(), random);

        var signed = certificate(again.issue(List.of("b1.test"), NOW, days(1)));

        signed.verify(Pem.certificate(authority.certificate()).getPublicKey());
        assertThat(signed.getIssuerX500Principal().getName()).isEqualTo("CN=Weir local");
    }

    @Test
    void isToldFromAnother() {
        var other = LocalAuthority.create("Weir local", NOW, random);
        var signed = certificate(other.issue(List.of("a1.test"), NOW, days(1)));

        assertThatThrownBy(() ->
                        signed.verify(Pem.certificate(authority.certificate()).getPublicKey()))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void refusesWhatIsNoAuthority() {
        assertThatThrownBy(() -> LocalAuthority.of(new Issued("", new Secret("x")), random))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static X509Certificate certificate(Issued issued) {
        try {
            return Pem.certificate(issued.certificate());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Duration days(int count) {
        return Duration.ofDays(count);
    }
}

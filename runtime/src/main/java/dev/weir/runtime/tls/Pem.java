package dev.weir.runtime.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Binary values as text between lines that name them (RFC 7468). */
final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    static String of(String label, byte[] bytes) {
        var lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    static byte[] bytes(String label, String pem) {
        var begin = "-----BEGIN " + label + "-----";
        int start = pem.indexOf(begin);
        int end = pem.indexOf("-----END " + label + "-----");
        if (start < 0 || end < start) throw new IllegalArgumentException("no " + label);
        return Base64.getMimeDecoder().decode(pem.substring(start + begin.length(), end));
    }

    static X509Certificate certificate(String pem) throws CertificateException {
        var bytes = pem.getBytes(StandardCharsets.US_ASCII);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(bytes));
    }
}

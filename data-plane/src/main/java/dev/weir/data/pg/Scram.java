package dev.weir.data.pg;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One authentication by SCRAM, bound to the TLS channel where both sides can. */
final class Scram {
    /** The server says how often the password is hashed: past this it wants to keep us busy. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private final ScramClient client;

    /**
     * Begins.
     *
     * @throws IllegalArgumentException when the server knows no mechanism that we do
     */
    Scram(String password, List<String> mechanisms, @Nullable X509Certificate certificate) {
        var builder =
                ScramClient.builder()
                        .advertisedMechanisms(mechanisms)
                        .username("*") // PostgreSQL takes it from the start-up message
                        .password(password.toCharArray());
        byte[] binding = binding(certificate);
        client =
                binding.length == 0
                        ? builder.build()
                        : builder.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, binding)
                                .build();
    }

    private static byte[] binding(@Nullable X509Certificate certificate) {
        try {
            return certificate == null
                    ? new byte[0]
                    : TlsServerEndpoint.getChannelBindingData(certificate);
        } catch (CertificateEncodingException e) {
            return new byte[0];
        }
    }

    String mechanism() {
        return client.getScramMechanism().getName();
    }

    String first() {
        return client.clientFirstMessage().toString();
    }

    /** Takes milliseconds: not for an event loop. */
    String proof(String challenge) throws ScramException {
        for (String attribute : challenge.split(",", -1)) {
            if (attribute.startsWith("i=")
                    && (attribute.length() > 9
                            || Integer.parseInt(attribute.substring(2)) > MOST_ITERATIONS)) {
                throw new ScramException("the server asks for too many iterations");
            }
        }
        client.serverFirstMessage(challenge);
        return client.clientFinalMessage().toString();
    }

    /** Checks that the server knows the password too. */
    void check(String signature) throws ScramException {
        client.serverFinalMessage(signature);
    }
}

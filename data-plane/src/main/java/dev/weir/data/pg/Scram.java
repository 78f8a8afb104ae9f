package dev.weir.data.pg;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
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

    private final SaltedPassword password;
    private final List<String> mechanisms;
    private final byte[] binding;
    private final String nonce;
    private final String first;
    private ScramClient client;

    /**
     * Begins.
     *
     * @throws IllegalArgumentException when the server knows no mechanism that we do
     */
    Scram(SaltedPassword password, List<String> mechanisms, @Nullable X509Certificate certificate) {
        this.password = password;
        this.mechanisms = mechanisms;
        binding = binding(certificate);
        client = build(begun().password(password.password().toCharArray()));
        var message = client.clientFirstMessage();
        nonce = message.getClientNonce();
        first = message.toString();
    }

    private ScramClient.PasswordBuildStage begun() {
        return ScramClient.builder()
                .advertisedMechanisms(mechanisms)
                .username("*"); // PostgreSQL takes it from the start-up message
    }

    private ScramClient build(ScramClient.FinalBuildStage builder) {
        return binding.length == 0
                ? builder.build()
                : builder.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, binding).build();
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
        return first;
    }

    /** The proof, if the password has been salted so before; null when that is still to be done. */
    @Nullable String knownProof(String challenge) throws ScramException {
        var asked = asked(challenge);
        byte[] salted =
                password.known(
                        client.getScramMechanism(), asked.getSalt(), asked.getIterationCount());
        return salted == null ? null : proof(challenge, salted);
    }

    /** Takes milliseconds: not for an event loop. */
    String proof(String challenge) throws ScramException {
        var asked = asked(challenge);
        return proof(
                challenge,
                password.make(
                        client.getScramMechanism(), asked.getSalt(), asked.getIterationCount()));
    }

    private ServerFirstMessage asked(String challenge) throws ScramException {
        for (String attribute : challenge.split(",", -1)) {
            if (attribute.startsWith("i=")
                    && (attribute.length() > 9
                            || Integer.parseInt(attribute.substring(2)) > MOST_ITERATIONS)) {
                throw new ScramException("the server asks for too many iterations");
            }
        }
        return ServerFirstMessage.parseFrom(challenge, nonce);
    }

    /** The same conversation once more, with the salted password in place of the plain one. */
    private String proof(String challenge, byte[] salted) throws ScramException {
        client = build(begun().saltedPassword(salted).nonceSupplier(() -> nonce));
        var _ = client.clientFirstMessage();
        client.serverFirstMessage(challenge);
        return client.clientFinalMessage().toString();
    }

    /** Checks that the server knows the password too. */
    void check(String signature) throws ScramException {
        client.serverFinalMessage(signature);
    }
}

package dev.weir.data.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScramTest {
    private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
    private static final int ITERATIONS = 4_096;

    private final SaltedPassword password = new SaltedPassword("pencil");

    @Test
    void thePasswordIsSaltedOnceForAllConnections() throws Exception {
        var one = new Conversation("salt");
        assertThat(one.scram.knownProof(one.challenge)).isNull();
        one.ends(one.scram.proof(one.challenge));

        var other = new Conversation("salt");
        var proof = Objects.requireNonNull(other.scram.knownProof(other.challenge));

        other.ends(proof);
    }

    @Test
    void anotherSaltIsOfAnotherHash() throws Exception {
        var one = new Conversation("salt");
        one.ends(one.scram.proof(one.challenge));

        var other = new Conversation("another");
        assertThat(other.scram.knownProof(other.challenge)).isNull();
        other.ends(other.scram.proof(other.challenge));
    }

    @Test
    void aServerThatDoesNotKnowThePasswordIsFoundOutWithTheKnownHashToo() throws Exception {
        var one = new Conversation("salt");
        one.ends(one.scram.proof(one.challenge));

        var other = new Conversation("salt");
        var _ = other.scram.knownProof(other.challenge);
        var wrong = Base64.getEncoder().encodeToString(new byte[32]);

        assertThatThrownBy(() -> other.scram.check("v=" + wrong))
                .isInstanceOf(ScramException.class);
    }

    @Test
    void anAnswerToSomebodyElsesNonceIsRefused() throws Exception {
        var one = new Conversation("salt");
        one.ends(one.scram.proof(one.challenge));
        var other = new Conversation("salt");

        assertThatThrownBy(() -> other.scram.knownProof(one.challenge))
                .isInstanceOf(ScramException.class);
    }

    /** The server's side, which knows what a server keeps of the password. */
    private final class Conversation {
        final Scram scram = new Scram(password, List.of("SCRAM-SHA-256"), null);
        final String challenge;
        private final byte[] salted;

        Conversation(String salt) {
            byte[] bytes = salt.getBytes(StandardCharsets.UTF_8);
            var nonce = scram.first().substring(scram.first().indexOf("r=") + 2) + "server";
            var text = Base64.getEncoder().encodeToString(bytes);
            challenge = "r=%s,s=%s,i=%d".formatted(nonce, text, ITERATIONS);
            salted =
                    ScramFunctions.saltedPassword(
                            MECHANISM,
                            StringPreparation.SASL_PREPARATION,
                            "pencil".toCharArray(),
                            bytes,
                            ITERATIONS);
        }

        /** Both believe each other. */
        void ends(String last) throws ScramException {
            int at = last.indexOf(",p=");
            var bare = scram.first().substring("n,,".length());
            var message = bare + "," + challenge + "," + last.substring(0, at);
            byte[] stored =
                    ScramFunctions.storedKey(
                            MECHANISM, ScramFunctions.clientKey(MECHANISM, salted));
            byte[] proof = Base64.getDecoder().decode(last.substring(at + 3));
            assertThat(ScramFunctions.verifyClientProof(MECHANISM, proof, stored, message))
                    .isTrue();
            byte[] signature =
                    ScramFunctions.serverSignature(
                            MECHANISM, ScramFunctions.serverKey(MECHANISM, salted), message);
            scram.check("v=" + Base64.getEncoder().encodeToString(signature));
        }
    }
}

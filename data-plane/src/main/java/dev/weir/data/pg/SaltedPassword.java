package dev.weir.data.pg;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A database's password, salted as its server asks for. A server keeps a role's salt until the
 * password is set anew, so that one hashing of thousands of rounds serves all connections (RFC
 * 5802, 5.1, lets a client keep what comes of it). Thread-safe.
 */
final class SaltedPassword {
    private final String password;
    private volatile @Nullable Salted last;

    /** Prints nothing of it: the hash is as good as the password. */
    private static final class Salted {
        private final ScramMechanism mechanism;
        private final String salt;
        private final int iterations;
        private final byte[] hash;

        Salted(ScramMechanism mechanism, String salt, int iterations, byte[] hash) {
            this.mechanism = mechanism;
            this.salt = salt;
            this.iterations = iterations;
            this.hash = hash;
        }
    }

    /** Nothing is hashed yet. */
    SaltedPassword(String password) {
        this.password = password;
    }

    String password() {
        return password;
    }

    /** The hash, if it was made before with the same salt. */
    byte @Nullable [] known(ScramMechanism mechanism, String salt, int iterations) {
        var known = last;
        return known != null
                        && known.mechanism == mechanism
                        && known.iterations == iterations
                        && known.salt.equals(salt)
                ? known.hash
                : null;
    }

    /**
     * The hash. Takes milliseconds: not for an event loop.
     *
     * @param salt in Base64
     * @throws IllegalArgumentException when the salt is no Base64
     */
    byte[] make(ScramMechanism mechanism, String salt, int iterations) {
        byte[] hash =
                ScramFunctions.saltedPassword(
                        mechanism,
                        StringPreparation.SASL_PREPARATION,
                        password.toCharArray(),
                        Base64.getDecoder().decode(salt),
                        iterations);
        last = new Salted(mechanism, salt, iterations, hash);
        return hash;
    }
}

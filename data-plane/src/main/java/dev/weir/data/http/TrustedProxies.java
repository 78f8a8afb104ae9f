package dev.weir.data.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The proxies in front of a node whose word is taken for the address that a client used. A request
 * from any other address may say of itself whatever it likes.
 */
public record TrustedProxies(List<Network> networks) {
    /** None: what requests say of other hops is ignored. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    /** Copies the list. */
    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    /** A range of addresses: those that begin with the same bits. */
    public record Network(InetAddress address, int bits) {
        /** Refuses more bits than an address has. */
        public Network {
            if (bits < 0 || bits > 8 * address.getAddress().length) {
                throw new IllegalArgumentException("a prefix of " + bits + " bits");
            }
        }

        /**
         * Reads {@code 10.0.0.0/8}, or a single address.
         *
         * @throws IllegalArgumentException if the text is no address; names are not looked up
         */
        public static Network parse(String text) {
            int slash = text.indexOf('/');
            var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int bits =
                    slash < 0
                            ? 8 * address.getAddress().length
                            : Integer.parseInt(text.substring(slash + 1));
            return new Network(address, bits);
        }

        private boolean contains(InetAddress other) {
            var own = address.getAddress();
            var its = other.getAddress();
            if (own.length != its.length) return false;
            int whole = bits / 8;
            int rest = 8 * (whole + 1) - bits;
            return Arrays.equals(own, 0, whole, its, 0, whole)
                    && (bits % 8 == 0
                            || (own[whole] & 0xff) >> rest == (its[whole] & 0xff) >> rest);
        }
    }

    /** Whether requests from the address are a proxy's. */
    public boolean trust(InetAddress address) {
        for (var network : networks) if (network.contains(address)) return true;
        return false;
    }
}

package dev.weir.data.pg.wire;

import java.util.Arrays;
import java.util.List;

/**
 * Which addresses a node may connect to. A customer writes the URL: without this a node would be a
 * way into the operator's own network and to the cloud's metadata service.
 *
 * @param allowPrivate whether private, loopback and link-local addresses are allowed
 * @param allowed ranges that are allowed whatever they are
 */
public record TargetPolicy(boolean allowPrivate, List<Range> allowed) {
    /** Public addresses only. */
    public static final TargetPolicy PUBLIC_ONLY = new TargetPolicy(false, List.of());

    /** Everything but what no server has: multicast, broadcast, unspecified, metadata. */
    public static final TargetPolicy ALLOW_PRIVATE = new TargetPolicy(true, List.of());

    /** Never by {@link #allowPrivate}: metadata services, multicast, reserved. */
    private static final List<Range> NEVER =
            ranges(
                    "0.0.0.0/8",
                    "169.254.0.0/16",
                    "100.100.100.200/32",
                    "168.63.129.16/32",
                    "192.0.0.192/32",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/128",
                    "fd00:ec2::254/128",
                    "fd20:ce::254/128",
                    "ff00::/8");

    private static final List<Range> PRIVATE =
            ranges(
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "::1/128",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001:db8::/32",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10");

    /** Keeps a copy. */
    public TargetPolicy {
        allowed = List.copyOf(allowed);
    }

    /** Whether an address of 4 or 16 bytes may be connected to. */
    public boolean allows(byte[] address) {
        byte[] plain = embedded(address);
        if (within(allowed, plain)) {
            return true;
        }
        return !within(NEVER, plain) && (allowPrivate || !within(PRIVATE, plain));
    }

    private static boolean within(List<Range> ranges, byte[] address) {
        for (Range range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The IPv4 address that an IPv6 one stands for: mapped, compatible, NAT64 or 6to4. */
    private static byte[] embedded(byte[] address) {
        if (address.length != 16) {
            return address;
        }
        for (Range prefix : EMBEDDING) {
            if (prefix.contains(address)) {
                return Arrays.copyOfRange(address, 12, 16);
            }
        }
        boolean sixToFour = address[0] == 0x20 && address[1] == 0x02;
        return sixToFour ? Arrays.copyOfRange(address, 2, 6) : address;
    }

    private static final List<Range> EMBEDDING = ranges("::ffff:0:0/96", "64:ff9b::/96");

    private static List<Range> ranges(String... texts) {
        return Arrays.stream(texts).map(Range::parse).toList();
    }
}

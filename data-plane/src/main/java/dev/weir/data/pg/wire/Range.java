package dev.weir.data.pg.wire;

import java.util.Arrays;

/** A range of addresses in CIDR form, of 4 or of 16 bytes. */
public final class Range {
    private final byte[] network;
    private final int bits;

    private Range(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * Reads {@code 10.0.0.0/8} or {@code fd00::/8}; without a length, one address.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Range parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] network = address.indexOf(':') >= 0 ? ipv6(address, text) : ipv4(address, text);
        int bits =
                slash < 0
                        ? network.length * 8
                        : number(text.substring(slash + 1), network.length * 8, text);
        return new Range(network, bits);
    }

    /** Whether it holds an address; one of the other length is never held. */
    public boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >> (8 - rest) == 0;
    }

    private static byte[] ipv4(String address, String text) {
        String[] parts = address.split("\\.", -1);
        if (parts.length != 4) {
            throw wrong(text);
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) number(parts[i], 255, text);
        }
        return bytes;
    }

    private static byte[] ipv6(String address, String text) {
        int gap = address.indexOf("::");
        String[] head = groups(gap < 0 ? address : address.substring(0, gap));
        String[] tail = gap < 0 ? new String[0] : groups(address.substring(gap + 2));
        if (gap < 0 ? head.length != 8 : head.length + tail.length > 7) {
            throw wrong(text);
        }
        byte[] bytes = new byte[16];
        for (int i = 0; i < head.length; i++) {
            put(bytes, i, head[i], text);
        }
        for (int i = 0; i < tail.length; i++) {
            put(bytes, 8 - tail.length + i, tail[i], text);
        }
        return bytes;
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    private static void put(byte[] bytes, int group, String digits, String text) {
        if (!digits.matches("[0-9a-fA-F]{1,4}")) {
            throw wrong(text);
        }
        int value = Integer.parseInt(digits, 16);
        bytes[group * 2] = (byte) (value >> 8);
        bytes[group * 2 + 1] = (byte) value;
    }

    private static int number(String digits, int most, String text) {
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
            throw wrong(text);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("not a range of addresses: " + text);
    }
}

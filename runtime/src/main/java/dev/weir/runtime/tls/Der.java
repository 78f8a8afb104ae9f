package dev.weir.runtime.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Writes values in the distinguished encoding rules of ASN.1 (ITU-T X.690). */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;
    private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");
    private static final DateTimeFormatter SHORT_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LONG_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, joined(parts));
    }

    static byte[] set(byte[]... parts) {
        return value(SET, joined(parts));
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] yes() {
        return value(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] text(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] octets(byte[] bytes) {
        return value(OCTET_STRING, bytes);
    }

    /**
     * Bits.
     *
     * @param unused how many of the last byte's are none
     */
    static byte[] bits(int unused, byte[] bytes) {
        return value(BIT_STRING, joined(new byte[] {(byte) unused}, bytes));
    }

    /** A point in time, to the second, in the form that RFC 5280 4.1.2.5 wants for it. */
    static byte[] time(Instant at) {
        boolean early = at.isBefore(YEAR_2050);
        var text = (early ? SHORT_TIME : LONG_TIME).format(at.truncatedTo(ChronoUnit.SECONDS));
        return value(early ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An object identifier, as numbers with dots between. */
    static byte[] oid(String dotted) {
        var numbers = dotted.split("\\.", -1);
        var bytes = new ByteArrayOutputStream();
        base128(bytes, Integer.parseInt(numbers[0]) * 40L + Integer.parseInt(numbers[1]));
        for (int i = 2; i < numbers.length; i++) base128(bytes, Long.parseLong(numbers[i]));
        return value(OBJECT_IDENTIFIER, bytes.toByteArray());
    }

    /** A value in place of another type's, by its number. */
    static byte[] implicit(int number, byte[] content) {
        return value(CONTEXT | number, content);
    }

    /** Values within a numbered one. */
    static byte[] explicit(int number, byte[] content) {
        return value(CONTEXT | CONSTRUCTED | number, content);
    }

    private static void base128(ByteArrayOutputStream bytes, long number) {
        int groups = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 6) / 7);
        for (int i = groups - 1; i >= 0; i--) {
            bytes.write((int) ((number >> (7 * i)) & 0x7f) | (i == 0 ? 0 : 0x80));
        }
    }

    private static byte[] value(int tag, byte[] content) {
        var bytes = new ByteArrayOutputStream(content.length + 6);
        bytes.write(tag);
        if (content.length < 0x80) {
            bytes.write(content.length);
        } else {
            int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
            bytes.write(0x80 | octets);
            for (int i = octets - 1; i >= 0; i--) bytes.write(content.length >> (8 * i));
        }
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (var part : parts) bytes.writeBytes(part);
        return bytes.toByteArray();
    }
}

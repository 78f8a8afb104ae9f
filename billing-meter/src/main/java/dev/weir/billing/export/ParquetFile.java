package dev.weir.billing.export;

import dev.weir.billing.export.Table.Column;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as a Parquet file: one row group, one data page (version 1) a column, plain values, not
 * compressed. Texts are strings, decimals {@code DECIMAL(38, 21)} in 16 bytes, times milliseconds
 * in UTC. After the Apache Parquet format, version 2: parquet.thrift, Encodings and LogicalTypes.
 */
public final class ParquetFile {
    /** Decimals after the point that a decimal column keeps. */
    public static final int SCALE = 21;

    private static final int PRECISION = 38;
    private static final int DECIMAL_BYTES = 16;
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private static final int INT64 = 2;
    private static final int BYTE_ARRAY = 6;
    private static final int FIXED_LEN_BYTE_ARRAY = 7;
    private static final int PLAIN = 0;
    private static final int RLE = 3;

    private record Chunk(Column column, long offset, int size, int values) {}

    private ParquetFile() {}

    /** The whole file. */
    public static byte[] write(Table table) {
        var file = new ByteArrayOutputStream();
        file.writeBytes(MAGIC);
        var chunks = new ArrayList<Chunk>();
        for (int i = 0; i < table.columns().size(); i++) {
            var column = table.columns().get(i);
            var values = new ArrayList<@Nullable Object>();
            for (var row : table.rows()) values.add(row.get(i));
            var page = page(column, values);
            var header = pageHeader(page.length, values.size());
            chunks.add(new Chunk(column, file.size(), header.length + page.length, values.size()));
            file.writeBytes(header);
            file.writeBytes(page);
        }
        var footer = footer(table, chunks);
        file.writeBytes(footer);
        file.writeBytes(little(footer.length));
        file.writeBytes(MAGIC);
        return file.toByteArray();
    }

    private static byte[] page(Column column, List<@Nullable Object> values) {
        var page = new ByteArrayOutputStream();
        if (column.optional()) {
            var levels = levels(values);
            page.writeBytes(little(levels.length));
            page.writeBytes(levels);
        }
        for (var value : values) {
            if (value != null) page.writeBytes(plain(column, value));
            else if (!column.optional()) {
                throw new IllegalArgumentException(column.name() + " has no value");
            }
        }
        return page.toByteArray();
    }

    /** Whether each value is there, bit-packed in groups of eight (hybrid encoding, width 1). */
    private static byte[] levels(List<@Nullable Object> values) {
        int groups = (values.size() + 7) / 8;
        var bytes = new ByteArrayOutputStream();
        long head = ((long) groups << 1) | 1;
        while ((head & ~0x7fL) != 0) {
            bytes.write((int) ((head & 0x7f) | 0x80));
            head >>>= 7;
        }
        bytes.write((int) head);
        for (int group = 0; group < groups; group++) {
            int bits = 0;
            for (int i = 0; i < 8; i++) {
                int index = group * 8 + i;
                if (index < values.size() && values.get(index) != null) bits |= 1 << i;
            }
            bytes.write(bits);
        }
        return bytes.toByteArray();
    }

    private static byte[] plain(Column column, Object value) {
        return switch (column.type()) {
            case TEXT -> {
                var text = value.toString().getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(4 + text.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(text.length)
                        .put(text)
                        .array();
            }
            case DECIMAL -> decimal((BigDecimal) value);
            case TIME ->
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(((Instant) value).toEpochMilli())
                            .array();
        };
    }

    /** Two's complement, big-endian. */
    private static byte[] decimal(BigDecimal value) {
        var number = value.setScale(SCALE).unscaledValue();
        var bytes = number.toByteArray();
        if (bytes.length > DECIMAL_BYTES || value.setScale(SCALE).precision() > PRECISION) {
            throw new ArithmeticException("beyond " + PRECISION + " digits: " + value);
        }
        var fixed = new byte[DECIMAL_BYTES];
        java.util.Arrays.fill(fixed, (byte) (number.signum() < 0 ? -1 : 0));
        System.arraycopy(bytes, 0, fixed, DECIMAL_BYTES - bytes.length, bytes.length);
        return fixed;
    }

    private static byte[] pageHeader(int size, int values) {
        return new Thrift()
                .element()
                .i32(1, 0)
                .i32(2, size)
                .i32(3, size)
                .struct(5)
                .i32(1, values)
                .i32(2, PLAIN)
                .i32(3, RLE)
                .i32(4, RLE)
                .end()
                .end()
                .bytes();
    }

    private static byte[] footer(Table table, List<Chunk> chunks) {
        var thrift = new Thrift().element().i32(1, 1);
        thrift.list(2, Thrift.STRUCT, table.columns().size() + 1);
        thrift.element().text(4, "table").i32(5, table.columns().size()).end();
        for (var column : table.columns()) schema(thrift, column);
        thrift.i64(3, table.rows().size());
        long size = chunks.stream().mapToLong(Chunk::size).sum();
        thrift.list(4, Thrift.STRUCT, 1).element().list(1, Thrift.STRUCT, chunks.size());
        for (var chunk : chunks) {
            thrift.element().i64(2, chunk.offset).struct(3);
            thrift.i32(1, type(chunk.column));
            thrift.list(2, Thrift.I32, 2).element(PLAIN).element(RLE);
            thrift.list(3, Thrift.BINARY, 1).element(chunk.column.name());
            thrift.i32(4, 0)
                    .i64(5, chunk.values)
                    .i64(6, chunk.size)
                    .i64(7, chunk.size)
                    .i64(9, chunk.offset);
            thrift.end().end();
        }
        thrift.i64(2, size).i64(3, table.rows().size()).end();
        return thrift.text(6, "weir").end().bytes();
    }

    private static void schema(Thrift thrift, Column column) {
        thrift.element().i32(1, type(column));
        if (column.type() == ColumnType.DECIMAL) thrift.i32(2, DECIMAL_BYTES);
        thrift.i32(3, column.optional() ? 1 : 0).text(4, column.name());
        switch (column.type()) {
            case TEXT -> thrift.i32(6, 0).struct(10).struct(1).end().end();
            case DECIMAL ->
                    thrift.i32(6, 5)
                            .i32(7, SCALE)
                            .i32(8, PRECISION)
                            .struct(10)
                            .struct(5)
                            .i32(1, SCALE)
                            .i32(2, PRECISION)
                            .end()
                            .end();
            case TIME ->
                    thrift.i32(6, 9)
                            .struct(10)
                            .struct(8)
                            .bool(1, true)
                            .struct(2)
                            .struct(1)
                            .end()
                            .end()
                            .end()
                            .end();
        }
        thrift.end();
    }

    private static int type(Column column) {
        return switch (column.type()) {
            case TEXT -> BYTE_ARRAY;
            case DECIMAL -> FIXED_LEN_BYTE_ARRAY;
            case TIME -> INT64;
        };
    }

    private static byte[] little(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }
}

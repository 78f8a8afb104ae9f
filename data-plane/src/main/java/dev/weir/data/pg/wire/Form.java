package dev.weir.data.pg.wire;

import dev.weir.data.database.ColumnType;

/** How the server's text of a value is read. */
enum Form {
    BOOLEAN(ColumnType.BOOLEAN),
    INT32(ColumnType.INT32),
    INT64(ColumnType.INT64),
    FLOAT(ColumnType.FLOAT),
    DOUBLE(ColumnType.DOUBLE),
    DECIMAL(ColumnType.DECIMAL),
    MONEY(ColumnType.DECIMAL),
    TEXT(ColumnType.TEXT),
    ENUM(ColumnType.ENUM),
    JSON(ColumnType.JSON),
    UUID(ColumnType.UUID),
    TIMESTAMP(ColumnType.DATETIME),
    DATE(ColumnType.DATE),
    TIME(ColumnType.TIME),
    BYTES(ColumnType.BYTES),
    OTHER(ColumnType.OTHER);

    private final ColumnType columnType;

    Form(ColumnType columnType) {
        this.columnType = columnType;
    }

    /** What consumers of rows are told. */
    ColumnType columnType() {
        return columnType;
    }
}

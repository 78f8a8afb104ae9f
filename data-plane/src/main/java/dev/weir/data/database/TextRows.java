package dev.weir.data.database;

import java.util.List;

/**
 * Takes a statement's rows as they arrive, in the server's own text. A row is {@link #row}, then a
 * call for each of its cells in their order.
 */
public interface TextRows {
    /** Ignores all rows. */
    TextRows IGNORE =
            new TextRows() {
                @Override
                public boolean wantsKinds() {
                    return false;
                }

                @Override
                public void fields(List<Field> fields) {}

                @Override
                public void row() {}

                @Override
                public void cell(byte[] bytes, int from, int to) {}

                @Override
                public void nothing() {}
            };

    /**
     * Whether the fields have to say what the cells hold: then rows may have to wait until a type
     * that was not met before has been looked up.
     */
    boolean wantsKinds();

    /** The result's fields, once, before its first row; also when there is none. */
    void fields(List<Field> fields);

    /** A row begins. */
    void row();

    /** A cell's text, in UTF-8; the array is good until the call returns. */
    void cell(byte[] bytes, int from, int to);

    /** A cell that is NULL. */
    void nothing();
}

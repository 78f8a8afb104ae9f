package dev.weir.data.pg.wire;

import dev.weir.data.database.Column;
import dev.weir.data.database.RowConsumer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of schemas that a session searches for names without one, as its server says once. The
 * user's own schema counts if there is one. For one thread.
 */
final class SearchPath implements RowConsumer {
    /** The statement whose row this takes. */
    static final String COUNT =
            "SELECT pg_catalog.count(*) FROM pg_catalog.unnest(pg_catalog.string_to_array("
                    + "pg_catalog.current_setting('search_path'), ',')) AS entry(name)"
                    + " WHERE pg_catalog.btrim(entry.name) <> '\"$user\"' OR EXISTS (SELECT FROM"
                    + " pg_catalog.pg_namespace WHERE nspname = CURRENT_USER);";

    /** Until the server has said otherwise. */
    private boolean several = true;

    /** Whether a name may come into a schema that is searched before another. */
    boolean isSeveral() {
        return several;
    }

    @Override
    public void columns(List<Column> columns) {}

    @Override
    public void row(@Nullable Object[] cells) {
        if (cells.length == 1 && cells[0] instanceof Long count) {
            several = count > 1;
        }
    }
}

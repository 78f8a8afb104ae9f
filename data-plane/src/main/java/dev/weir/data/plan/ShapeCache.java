package dev.weir.data.plan;

import dev.weir.data.database.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a statement's last result, so that what was resolved against it is found again.
 * Threads may race: then one of them resolves once more.
 */
final class ShapeCache {
    private record Known(List<Column> columns, Shape shape) {}

    private final LongNames names;
    private volatile @Nullable Known last;

    ShapeCache(LongNames names) {
        this.names = names;
    }

    Shape shape(List<Column> columns) {
        var known = last;
        if (known != null && known.columns.equals(columns)) {
            return known.shape;
        }
        var shape = Shape.of(columns, names);
        last = new Known(columns, shape);
        return shape;
    }
}

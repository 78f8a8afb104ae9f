package dev.weir.data.pg.wire;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements that a connection has met lately, bounded by their number and by the bytes of
 * their text. A text met once runs unnamed: it may never come again, and a name costs the server
 * memory until it is closed. From the second time on it has a name, and is neither sent nor parsed
 * again.
 */
final class StatementCache {
    private final int mostStatements;
    private final int mostCharacters;
    private final Map<String, Prepared> statements = new LinkedHashMap<>(64, 0.75f, true);
    private final List<String> toClose = new ArrayList<>();
    private long characters;
    private long names;

    StatementCache(int mostStatements, int mostCharacters) {
        this.mostStatements = mostStatements;
        this.mostCharacters = mostCharacters;
    }

    /**
     * Meets a text.
     *
     * @return null when it is met for the first time, or is too long to be kept
     */
    @Nullable Prepared meet(String sql) {
        Prepared known = statements.get(sql);
        if (known != null) {
            return known;
        }
        if (sql.length() <= mostCharacters / 4) {
            statements.put(sql, new Prepared(sql));
            characters += sql.length();
            evict();
        }
        return null;
    }

    /** A name that this connection has not used. */
    String newName() {
        return "_weir_" + ++names;
    }

    private void evict() {
        Iterator<Prepared> eldest = statements.values().iterator();
        while (statements.size() > mostStatements || characters > mostCharacters) {
            Prepared gone = eldest.next();
            eldest.remove();
            characters -= gone.sql.length();
            close(gone);
        }
    }

    /** Makes a text's next use parse it anew. */
    void forget(Prepared prepared) {
        close(prepared);
        prepared.name = null;
        prepared.parsed = false;
        prepared.parameters = null;
        prepared.shape = null;
    }

    private void close(Prepared prepared) {
        if (prepared.name != null) {
            toClose.add(prepared.name);
        }
    }

    /** The server has dropped all names. */
    void forgetAll() {
        statements.clear();
        toClose.clear();
        characters = 0;
    }

    /** The names that the server may drop; handed out once. */
    List<String> takeToClose() {
        if (toClose.isEmpty()) {
            return List.of();
        }
        List<String> taken = List.copyOf(toClose);
        toClose.clear();
        return taken;
    }
}

package dev.weir.data.compile.worker;

import dev.weir.compiler.QueryCompiler;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Compilers that wait for their next use, the ones used last first. Thread-safe. */
final class CompilerShelf {
    private final long maxBytes;
    private final ArrayDeque<Idle> idle = new ArrayDeque<>();
    private long bytes;

    /**
     * Which queries a compiler is for.
     *
     * @param schemaHash the schema it was made with
     * @param schemaName the database's schema that its SQL names
     */
    record Kind(String compiler, String schemaHash, @Nullable String schemaName) {}

    private record Idle(Kind kind, QueryCompiler compiler, long bytes) {}

    /**
     * An empty shelf.
     *
     * @param maxBytes of memory that the idle ones may hold together
     */
    CompilerShelf(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes a compiler of that kind; null if there is none. */
    synchronized @Nullable QueryCompiler take(Kind kind) {
        for (var all = idle.iterator(); all.hasNext(); ) {
            var one = all.next();
            if (one.kind().equals(kind)) {
                all.remove();
                bytes -= one.bytes();
                return one.compiler();
            }
        }
        return null;
    }

    /** Puts a compiler back that is in order; the ones used least make room. */
    synchronized void put(Kind kind, QueryCompiler compiler) {
        var one = new Idle(kind, compiler, compiler.memoryBytes());
        idle.addFirst(one);
        bytes += one.bytes();
        while (bytes > maxBytes && !idle.isEmpty()) bytes -= idle.removeLast().bytes();
    }

    /** Memory of those that are idle, in bytes. */
    synchronized long bytes() {
        return bytes;
    }
}

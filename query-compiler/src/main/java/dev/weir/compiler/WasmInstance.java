package dev.weir.compiler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.CallResult;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.TableInstance;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/** One instance of a module, with its memory and its table of references. Single-threaded. */
final class WasmInstance {
    /** Where Rust's glue expects undefined, null, true and false. */
    private static final int FIRST_CONSTANT = 128;

    private static final Object[] NO_REFS = {};

    private final Instance instance;
    private final HostFunctions host;
    private boolean broken;
    private final long maxMemory;
    private boolean panicked;

    /**
     * A new instance.
     *
     * @param maxMemory bytes that its memory may grow to
     */
    WasmInstance(WasmCode code, long maxMemory) {
        this.maxMemory = maxMemory;
        host = new HostFunctions(this);
        instance =
                Instance.builder(code.module())
                        .withMachineFactory(code::machine)
                        .withImportValues(host.imports(code.module()))
                        .withTableFactory(WasmInstance::ownTable)
                        .withMemoryFactory(limits -> memory(limits, maxMemory))
                        .build();
        call("__wbindgen_start");
    }

    /**
     * A table with limits of its own. Endive 1.0.0 lets a table that grows raise the limits that
     * the parsed module holds, and the next instance of the module begins with the larger table:
     * its constants then stand where Rust does not look, and every true and false it makes is lost.
     */
    private static TableInstance ownTable(Table table, int initial) {
        var limits = new TableLimits(table.limits().min(), table.limits().max());
        return new TableInstance(
                new Table(table.elementType(), limits, table.initialize()), initial);
    }

    private static Memory memory(MemoryLimits limits, long maxBytes) {
        int most = (int) Math.min(limits.maximumPages(), maxBytes / Memory.PAGE_SIZE);
        return new ByteArrayMemory(
                new MemoryLimits(limits.initialPages(), Math.max(limits.initialPages(), most)));
    }

    /** The module is about to trap for a reason of its own. */
    void panicked() {
        panicked = true;
    }

    /**
     * Whether a trap was for want of memory. Rust traps without a panic then; it asks at most for
     * twice of what it has.
     */
    private boolean isOutOfMemory() {
        return !panicked && memoryBytes() >= maxMemory / 3;
    }

    /** Puts the constants into the table. Called by the module while it starts. */
    void constants() {
        var table = externals();
        int at = table.growWithRef(4, Undefined.UNDEFINED, instance);
        if (at != FIRST_CONSTANT) {
            throw new IllegalStateException("the table of references begins at " + at);
        }
        table.setObjRef(0, Undefined.UNDEFINED, instance);
        table.setObjRef(at, Undefined.UNDEFINED, instance);
        table.setObjRef(at + 1, null, instance);
        table.setObjRef(at + 2, true, instance);
        table.setObjRef(at + 3, false, instance);
    }

    long[] call(String function, long... arguments) {
        return callWithRefs(function, arguments, NO_REFS).longs();
    }

    CallResult callWithRefs(String function, long[] arguments, @Nullable Object[] references) {
        if (broken) throw new IllegalStateException("used after a fault");
        boolean whole = false;
        try {
            var export = instance.exports().function(function);
            var result =
                    references.length == 0
                            ? CallResult.of(export.apply(arguments), NO_REFS)
                            : export.applyWithRefs(arguments, references);
            whole = true;
            return result;
        } catch (WasmInterruptedException e) {
            Thread.interrupted();
            throw new CompilerFault("interrupted", e, true, false);
        } catch (WasmEngineException | StackOverflowError | IndexOutOfBoundsException e) {
            throw new CompilerFault(
                    e.getClass().getSimpleName(), e, Thread.interrupted(), isOutOfMemory());
        } finally {
            broken |= !whole;
        }
    }

    /** Bytes of its memory, which grows and never shrinks. */
    long memoryBytes() {
        return (long) instance.memory().pages() * Memory.PAGE_SIZE;
    }

    /** A reference that the module handed over, which is forgotten there. */
    @Nullable Object take(long index) {
        var value = externals().objRef((int) index);
        call("__externref_table_dealloc", index);
        return value;
    }

    private TableInstance externals() {
        return instance.exports().table("__wbindgen_externrefs");
    }

    /** Copies bytes into the module's memory, which is theirs from then on. */
    int allocate(byte[] bytes) {
        int at = (int) call("__wbindgen_malloc", bytes.length, 1)[0];
        instance.memory().write(at, bytes);
        return at;
    }

    byte[] bytes(long at, long length) {
        return instance.memory().readBytes((int) at, (int) length);
    }

    String text(long at, long length) {
        return new String(bytes(at, length), UTF_8);
    }

    void write(long at, byte[] bytes) {
        instance.memory().write((int) at, bytes);
    }

    /** Writes a text and its place to where a function returns them; no text for null. */
    void returnText(long at, @Nullable String text) {
        var memory = instance.memory();
        var bytes = text == null ? new byte[0] : text.getBytes(UTF_8);
        memory.writeI32((int) at, text == null ? 0 : allocate(bytes));
        memory.writeI32((int) at + 4, bytes.length);
    }

    /** Writes a number, and whether it is one, to where a function returns them. */
    void returnNumber(long at, @Nullable Double number) {
        var memory = instance.memory();
        memory.writeF64((int) at + 8, number == null ? 0 : number);
        memory.writeI32((int) at, number == null ? 0 : 1);
    }

    @Override
    public String toString() {
        return "WasmInstance" + Arrays.asList(memoryBytes(), broken);
    }
}

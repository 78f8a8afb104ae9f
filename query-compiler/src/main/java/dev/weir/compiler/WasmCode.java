package dev.weir.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** A module that was turned into classes when Weir was built; loaded once, shared by instances. */
record WasmCode(WasmModule module, MethodHandle machine) {
    private static final String PACKAGE = "dev.weir.compiler.wasm.";
    private static final Map<String, Optional<WasmCode>> LOADED = new ConcurrentHashMap<>();

    /** The module of that name; empty if it was not built in. */
    static Optional<WasmCode> find(String name) {
        return LOADED.computeIfAbsent(name, WasmCode::load);
    }

    private static Optional<WasmCode> load(String name) {
        try (var meta = WasmCode.class.getResourceAsStream("wasm/" + name + ".meta")) {
            if (meta == null) return Optional.empty();
            var type = Class.forName(PACKAGE + name + "Machine");
            var machine =
                    MethodHandles.publicLookup()
                            .findConstructor(
                                    type, MethodType.methodType(void.class, Instance.class))
                            .asType(MethodType.methodType(Machine.class, Instance.class));
            return Optional.of(new WasmCode(Parser.parse(meta), machine));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("query compiler " + name + " was not built whole", e);
        }
    }

    Machine machine(Instance instance) {
        try {
            return (Machine) machine.invokeExact(instance);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}

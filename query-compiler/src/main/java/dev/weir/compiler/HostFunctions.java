package dev.weir.compiler;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.CallResult;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;

/**
 * The functions of JavaScript that the modules call. A name ends in a hash that stands for its
 * JavaScript text, so a module whose functions mean something else does not link.
 */
final class HostFunctions {
    private static final long[] NOTHING = {};
    private static final @Nullable Object[] NO_REFS = {};
    private static final int NEITHER = 0xFFFFFF;

    private final WasmInstance wasm;

    HostFunctions(WasmInstance wasm) {
        this.wasm = wasm;
    }

    /** What the module asks for. */
    ImportValues imports(WasmModule module) {
        var functions = new ArrayList<ImportFunction>();
        module.importSection().stream()
                .map(FunctionImport.class::cast)
                .forEach(wanted ->
                        functions.add(
                                new HostFunction(
                                        wanted.module(),
                                        wanted.name(),
                                        module.typeSection().getType(wanted.typeIndex()),
                                        new Handle(function(wanted.name())))));
        return ImportValues.builder().withFunctions(functions).build();
    }

    /** A function of numbers and references: each argument stands in one of the two arrays. */
    private interface Function {
        @Nullable Object call(long[] n, @Nullable Object[] r);
    }

    private record Handle(Function function) implements WasmFunctionHandle {
        @Override
        public long[] apply(Instance instance, long... arguments) {
            return numbers(function.call(arguments, NO_REFS));
        }

        @Override
        public CallResult applyWithRefs(Instance instance, long[] arguments, Object[] references) {
            var result = function.call(arguments, references);
            return result instanceof Number64(var bits)
                    ? CallResult.of(new long[] {bits}, new Object[1])
                    : result == Nothing.NOTHING
                            ? CallResult.of(NOTHING, NO_REFS)
                            : CallResult.of(new long[1], new Object[] {result});
        }

        private static long[] numbers(@Nullable Object result) {
            return result instanceof Number64(var bits) ? new long[] {bits} : NOTHING;
        }
    }

    /** A result that is a number of WebAssembly's own, not a reference. */
    private record Number64(long bits) {}

    private enum Nothing {
        NOTHING
    }

    private static Number64 flag(boolean value) {
        return new Number64(value ? 1 : 0);
    }

    private Function function(String name) {
        return switch (name) {
            case "__wbindgen_init_externref_table" -> (_, _) -> run(wasm::constants);
            case "__wbg_new_1acc0b6eea89d040", "__wbg_new_68651c719dcda04e" ->
                    (_, _) -> new LinkedHashMap<String, @Nullable Object>();
            case "__wbg_new_e17d9f43105b08be" -> (_, _) -> new ArrayList<@Nullable Object>();
            case "__wbg_new_5a79be3ab53b8aa5" ->
                    (_, r) -> r[0] instanceof byte[] bytes ? bytes.clone() : new byte[0];
            case "__wbg_new_0_f9740686d739025c" -> (_, _) -> (double) System.currentTimeMillis();
            case "__wbg_getTime_14776bfb48a1bff9" ->
                    (_, r) -> number(r[0] instanceof Double time ? time : Double.NaN);
            case "__wbg_set_3f1d0b984ed272ed" -> (_, r) -> run(() -> put(r[0], r[1], r[2]));
            case "__wbg_set_907fb406c34a251d" ->
                    (_, r) -> {
                        put(r[0], r[1], r[2]);
                        return r[0];
                    };
            case "__wbg_set_c213c871859d6500" -> (n, r) -> run(() -> set(r[0], n[1], r[2]));
            case "__wbg_get_7bed016f185add81" -> (n, r) -> JsValues.element(r[0], n[1]);
            case "__wbg_get_with_ref_key_1dc361bd10053bfe" -> (_, r) -> JsValues.member(r[0], r[1]);
            case "__wbg_entries_e171b586f8f6bdbf" -> (_, r) -> entries(r[0]);
            case "__wbg_length_cdd215e10d9dd507", "__wbg_length_69bca3cb64fc8748" ->
                    (_, r) -> new Number64(length(r[0]));
            case "__wbg___wbindgen_in_bb933bd9e1b3bc0f" ->
                    (_, r) -> flag(r[1] instanceof Map<?, ?> map && map.containsKey(r[0]));
            case "__wbg___wbindgen_is_string_fbb76cb2940daafd" ->
                    (_, r) -> flag(r[0] instanceof String);
            case "__wbg___wbindgen_is_object_c818261d21f283a4" ->
                    (_, r) -> flag(JsValues.isObject(r[0]));
            case "__wbg___wbindgen_is_undefined_2d472862bd29a478" ->
                    (_, r) -> flag(r[0] == Undefined.UNDEFINED);
            case "__wbg___wbindgen_jsval_loose_eq_b664b38a2f582147" ->
                    (_, r) -> flag(JsValues.looselyEqual(r[0], r[1]));
            case "__wbg___wbindgen_boolean_get_6d5a1ee65bab5f68" ->
                    (_, r) -> r[0] instanceof Boolean it ? flag(it) : new Number64(NEITHER);
            case "__wbg___wbindgen_number_get_a20bf9b85341449d" ->
                    (n, r) ->
                            run(() ->
                                    wasm.returnNumber(n[0], r[1] instanceof Double it ? it : null));
            case "__wbg___wbindgen_string_get_e4f06c90489ad01b" ->
                    (n, r) ->
                            run(() -> wasm.returnText(n[0], r[1] instanceof String it ? it : null));
            case "__wbg_String_8f0eb39a4a4c2f66" ->
                    (n, r) -> run(() -> wasm.returnText(n[0], JsValues.text(r[1])));
            case "__wbg___wbindgen_debug_string_df47ffb5e35e6763" ->
                    (n, r) -> run(() -> wasm.returnText(n[0], JsValues.debugText(r[1])));
            case "__wbg_Number_bb48ca12f395cd08" -> (_, r) -> number(JsValues.number(r[0]));
            case "__wbg_isSafeInteger_d216eda7911dde36" ->
                    (_, r) -> flag(JsValues.isSafeInteger(r[0]));
            case "__wbg_instanceof_ArrayBuffer_70beb1189ca63b38" -> (_, _) -> flag(false);
            case "__wbg_instanceof_Uint8Array_20c8e73002f7af98" ->
                    (_, r) -> flag(r[0] instanceof byte[]);
            case "__wbg_prototypesetcall_2a6620b6922694b2" ->
                    (n, r) -> run(() -> copy(r[2], n[0], n[1]));
            case "__wbindgen_cast_2241b6af4c4b2941" -> (n, _) -> wasm.text(n[0], n[1]);
            case "__wbindgen_cast_d6cd19b81560fd6e" -> (n, _) -> Double.longBitsToDouble(n[0]);
            case "__wbindgen_cast_9ae0607507abb057" -> (n, _) -> BigInteger.valueOf(n[0]);
            case "__wbindgen_cast_4625c577ab2ec9ee" ->
                    (n, _) -> new BigInteger(Long.toUnsignedString(n[0]));
            default -> byPrefix(name);
        };
    }

    /** Functions of which each module has its own, with the same meaning. */
    private Function byPrefix(String name) {
        if (name.startsWith("__wbg_Error_")) {
            return (n, _) -> {
                var error = new LinkedHashMap<String, @Nullable Object>();
                error.put("message", wasm.text(n[0], n[1]));
                return error;
            };
        }
        if (name.startsWith("__wbg___wbindgen_throw_")) {
            return (_, _) -> {
                throw new Thrown();
            };
        }
        // What a panic says may quote the query: it is not kept.
        if (name.startsWith("__wbg_set_message_")) return (_, _) -> run(wasm::panicked);
        throw new LinkageError("the query compiler calls " + name + ", which is not known");
    }

    private static Object run(Runnable action) {
        action.run();
        return Nothing.NOTHING;
    }

    private static Number64 number(double value) {
        return new Number64(Double.doubleToRawLongBits(value));
    }

    @SuppressWarnings("unchecked") // the module fills only what it made by new
    private static void put(@Nullable Object object, @Nullable Object key, @Nullable Object value) {
        if (object == null) throw new Thrown();
        ((Map<String, @Nullable Object>) object).put(JsValues.text(key), value);
    }

    @SuppressWarnings("unchecked") // the module fills only what it made by new
    private static void set(@Nullable Object array, long index, @Nullable Object value) {
        if (array == null) throw new Thrown();
        var list = (List<@Nullable Object>) array;
        while (list.size() <= index) list.add(Undefined.UNDEFINED);
        list.set((int) index, value);
    }

    private static List<@Nullable Object> entries(@Nullable Object object) {
        var entries = new ArrayList<@Nullable Object>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                var entry = new ArrayList<@Nullable Object>(2);
                entry.add(key);
                entry.add(value);
                entries.add(entry);
            });
        }
        return entries;
    }

    private static int length(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list.size();
            case byte[] bytes -> bytes.length;
            case null, default -> 0;
        };
    }

    private void copy(@Nullable Object source, long at, long length) {
        if (!(source instanceof byte[] bytes) || bytes.length != length) throw new Thrown();
        wasm.write(at, bytes);
    }

    /** An exception of JavaScript, which the module does not catch. */
    private static final class Thrown extends run.endive.wasm.WasmEngineException {
        private static final long serialVersionUID = 1L;

        Thrown() {
            super("thrown");
        }
    }
}

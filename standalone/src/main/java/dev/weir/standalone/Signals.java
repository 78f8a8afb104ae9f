package dev.weir.standalone;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;

/**
 * Handlers of Ctrl-C and SIGTERM. Shutdown hooks alone would not do: a process that they end has
 * the exit code of a failure, and a second Ctrl-C is not heard.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs this at each SIGINT, SIGTERM and SIGHUP, on a thread of its own.
     *
     * @return the names of those that it could be done for; the others do what they do by default
     */
    static List<String> handle(Runnable action) {
        var handled = new ArrayList<String>();
        for (var name : List.of("INT", "TERM", "HUP")) {
            if (handle(name, action)) handled.add(name);
        }
        return handled;
    }

    // By reflection: the compiler warns of every mention of sun.misc, and there is no other way.
    private static boolean handle(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var run =
                    MethodHandles.lookup()
                            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                            .bindTo(action);
            var onSignal =
                    MethodHandleProxies.asInterfaceInstance(
                            handler, MethodHandles.dropArguments(run, 0, signal));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
            return true;
        } catch (InvocationTargetException e) {
            return false; // a system without that signal, or a JVM told to leave signals alone
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the JDK's signals are not what they were", e);
        }
    }
}

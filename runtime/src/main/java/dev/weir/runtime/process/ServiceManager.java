package dev.weir.runtime.process;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports this process's state to the service manager that started it, by the protocol of {@code
 * sd_notify(3)}: one datagram to the Unix socket that {@code NOTIFY_SOCKET} names. The JDK has no
 * datagram channel for Unix sockets, so the C library is called. Without the variable, and on
 * systems other than Linux, a report does nothing.
 */
public final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

    // Of Linux, on all processors that a release is built for.
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MAX_PATH_BYTES = 107;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private final Optional<String> socket;

    private ServiceManager(Optional<String> socket) {
        this.socket = socket;
    }

    /** The service manager of a process with these environment variables. */
    public static ServiceManager of(Map<String, String> environment) {
        return new ServiceManager(
                Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                        .filter(path -> path.startsWith("/") || path.startsWith("@"))
                        .filter(path -> bytes(path).length <= MAX_PATH_BYTES)
                        .filter(_ -> System.getProperty("os.name").equals("Linux")));
    }

    /** The process serves: units that wait for it may start. */
    public void ready() {
        send("READY=1\nSTATUS=Serving");
    }

    /** The process has begun to stop. */
    public void stopping() {
        send("STOPPING=1\nSTATUS=Finishing what is under way");
    }

    private void send(String state) {
        if (socket.isEmpty()) return;
        try (var arena = Arena.ofConfined()) {
            sendTo(socket.get(), state, arena);
        } catch (Throwable e) {
            // The service manager gives up on the process after its own time.
            LOG.atWarn().setCause(e).addKeyValue("socket", socket.get()).log("not notified");
        }
    }

    private static void sendTo(String path, String state, Arena arena) throws Throwable {
        var address = address(path, arena);
        var message = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes(state));
        int file =
                (int)
                        function("socket", INT, INT, INT, INT)
                                .invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (file < 0) throw new IllegalStateException("socket() failed");
        try {
            long sent =
                    (long)
                            function("sendto", LONG, INT, POINTER, LONG, INT, POINTER, INT)
                                    .invokeExact(
                                            file,
                                            message,
                                            message.byteSize(),
                                            0,
                                            address,
                                            (int) address.byteSize());
            if (sent < 0) throw new IllegalStateException("sendto() failed");
        } finally {
            int _ = (int) function("close", INT, INT).invokeExact(file);
        }
    }

    @SuppressWarnings("restricted") // the launcher enables native access
    private static MethodHandle function(
            String name, MemoryLayout result, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /** A {@code sockaddr_un}; a name that begins with {@code @} is an abstract one. */
    private static MemorySegment address(String path, Arena arena) {
        var name = bytes(path);
        if (path.startsWith("@")) name[0] = 0;
        var terminator = path.startsWith("@") ? 0 : 1;
        var address = arena.allocate(Short.BYTES + name.length + (long) terminator, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
        return address;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.weir.testing;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Types and members whose use makes a class depend on more than its arguments. */
final class Impure {
    private static final List<String> PACKAGES =
            List.of(
                    "io.vertx..",
                    "io.netty..",
                    "org.apache.kafka..",
                    "java.sql..",
                    "javax.sql..",
                    "com.zaxxer..",
                    "java.net..",
                    "java.nio.channels..",
                    "java.nio.file..",
                    "java.util.logging..",
                    "org.slf4j..",
                    "io.micrometer..",
                    "java.lang.management..");

    private static final Set<String> TYPES =
            Set.of(
                    "java.time.Clock",
                    "java.time.InstantSource",
                    "java.io.File",
                    "java.io.FileInputStream",
                    "java.io.FileOutputStream",
                    "java.io.RandomAccessFile",
                    "java.security.SecureRandom",
                    "java.util.concurrent.ThreadLocalRandom");

    private static final Map<String, Set<String>> MEMBERS =
            Map.of(
                    "java.lang.System",
                    Set.of(
                            "nanoTime",
                            "currentTimeMillis",
                            "getProperty",
                            "getenv",
                            "in",
                            "out",
                            "err"),
                    "java.lang.Boolean",
                    Set.of("getBoolean"),
                    "java.lang.Integer",
                    Set.of("getInteger"),
                    "java.lang.Long",
                    Set.of("getLong"),
                    "java.lang.Math",
                    Set.of("random"),
                    "java.util.UUID",
                    Set.of("randomUUID"),
                    "java.lang.Thread",
                    Set.of("<init>", "sleep", "ofPlatform", "ofVirtual", "startVirtualThread"));

    private Impure() {}

    static boolean type(JavaClass type) {
        return TYPES.contains(type.getName())
                || PACKAGES.stream().anyMatch(p -> CoreRules.matches(p, type.getPackageName()));
    }

    static boolean access(AccessTarget target) {
        var owner = target.getOwner();
        if (owner.getPackageName().equals("java.time")) return target.getName().equals("now");
        if (owner.getName().equals("java.util.Random")) return drawsItsSeed(target);
        return MEMBERS.getOrDefault(owner.getName(), Set.of()).contains(target.getName());
    }

    private static boolean drawsItsSeed(AccessTarget target) {
        return target instanceof CodeUnitCallTarget call
                && call.getName().equals("<init>")
                && call.getRawParameterTypes().isEmpty();
    }
}

package dev.weir.testing;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The architecture of one module: its packages, in the order of their dependencies. A package may
 * use only packages that stand before it, so there are no cycles, the module's root package
 * included. Core packages stand before all shell packages and do no I/O, read no clock, draw no
 * random numbers, start no thread and write no log. A package that is not listed is a violation.
 *
 * <pre>{@code
 * CoreRules.of("dev.weir.sample")
 *         .core("price", "bill")
 *         .shell("store", "http", CoreRules.ROOT)
 *         .uses("dev.weir.events..", "dev.weir.runtime..")
 *         .only("store", "java.sql..")
 *         .check(classes);
 * }</pre>
 */
public final class CoreRules {
    /** The module's root package. Other packages are named relative to it. */
    public static final String ROOT = "";

    /** Leaves test classes out, wherever a build tool compiles them to. */
    public static final class Product implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("/test/dev/weir/");
        }
    }

    private final String base;
    private final List<String> core = new ArrayList<>();
    private final List<String> shell = new ArrayList<>();
    private final List<String> used = new ArrayList<>();
    private final Map<String, Set<String>> owners = new TreeMap<>();

    private CoreRules(String base) {
        this.base = base;
    }

    /** The rules of the module whose packages are {@code base} and the packages below it. */
    public static CoreRules of(String base) {
        return new CoreRules(base);
    }

    /** Packages that decide, each after the packages it uses. */
    public CoreRules core(String... packages) {
        core.addAll(List.of(packages));
        return this;
    }

    /** Packages that perform, each after the packages it uses. */
    public CoreRules shell(String... packages) {
        shell.addAll(List.of(packages));
        return this;
    }

    /** Packages of other modules of Weir that this module may use: {@code a.b} or {@code a.b..}. */
    public CoreRules uses(String... packages) {
        used.addAll(List.of(packages));
        return this;
    }

    /** A library that only some packages of this module use; several calls add up. */
    public CoreRules only(String user, String library) {
        owners.computeIfAbsent(library, _ -> new TreeSet<>()).add(user);
        return this;
    }

    /**
     * Checks the classes of the module; classes of other modules are passed over.
     *
     * @throws AssertionError if a rule is violated; the message lists all violations
     */
    public void check(JavaClasses classes) {
        var violations = violations(classes);
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    "%d violations of the architecture of %s:%n%s"
                            .formatted(violations.size(), base, String.join("\n", violations)));
        }
    }

    List<String> violations(JavaClasses classes) {
        var violations = new TreeSet<String>();
        int own = 0;
        for (var type : classes) {
            if (!isOwn(type.getPackageName())) continue;
            own++;
            checkType(type, violations);
        }
        if (own == 0) violations.add("no class of " + base + " was given");
        return List.copyOf(violations);
    }

    private void checkType(JavaClass type, Set<String> violations) {
        var name = relative(type.getPackageName());
        if (!core.contains(name) && !shell.contains(name)) {
            violations.add("package " + type.getPackageName() + " is not listed");
            return;
        }
        for (var dependency : type.getDirectDependenciesFromSelf()) {
            checkUse(type, name, dependency.getTargetClass().getBaseComponentType(), violations);
        }
        if (!core.contains(name)) return;
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
            if (!Impure.access(access.getTarget())) continue;
            violations.add("core: " + access.getDescription());
        }
    }

    private void checkUse(JavaClass type, String name, JavaClass target, Set<String> violations) {
        var to = target.getPackageName();
        var use = type.getName() + " uses " + target.getName();
        if (isOwn(to)) {
            if (rank(relative(to)) > rank(name)) violations.add("direction: " + use);
        } else if (to.startsWith("dev.weir.") && used.stream().noneMatch(p -> matches(p, to))) {
            violations.add("other module: " + use);
        }
        if (core.contains(name) && Impure.type(target)) violations.add("core: " + use);
        owners.forEach((library, users) -> {
            if (matches(library, to) && !users.contains(name)) violations.add("only: " + use);
        });
    }

    private int rank(String name) {
        int place = core.indexOf(name);
        if (place >= 0) return place;
        place = shell.indexOf(name);
        return place < 0 ? Integer.MAX_VALUE : core.size() + place;
    }

    private boolean isOwn(String name) {
        return name.equals(base) || name.startsWith(base + ".");
    }

    private String relative(String name) {
        return name.equals(base) ? ROOT : name.substring(base.length() + 1);
    }

    static boolean matches(String pattern, String name) {
        if (!pattern.endsWith("..")) return name.equals(pattern);
        var stem = pattern.substring(0, pattern.length() - 2);
        return name.equals(stem) || name.startsWith(stem + ".");
    }
}

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import run.endive.build.time.compiler.Config;
import run.endive.build.time.compiler.Generator;
import run.endive.compiler.InterpreterFallback;

/**
 * A step of the build, run as a source file: turns Prisma's WebAssembly modules, taken from npm by
 * the lock file, into Java classes. That costs about a minute of CPU once, so the classes are kept
 * in the user's cache folder under a hash of everything that goes into them, where no {@code clean}
 * finds them; from there a build only copies them. npm is needed only when they are not there.
 *
 * <p>Arguments: the module's folder, its folder for what is built, Endive's version, and the query
 * compilers' providers separated by commas. The classes go to {@code classes} there, and Prisma's
 * own JavaScript around the same WebAssembly to {@code reference}, for tests to compare with.
 */
final class BuildCompilers {
    private static final Pattern BASE64 = Pattern.compile("const wasm = \"([^\"]*)\"");
    private static final String SCHEMA = "node_modules/@prisma/prisma-schema-wasm/src/prisma_schema_build_bg.wasm";
    private static final String RUNTIME = "node_modules/@prisma/client/runtime";
    private static final String VARIANT = "query_compiler_small_bg.";
    private static final int HASH_CHARACTERS = 32;

    private final Path module;
    private final List<String> providers;
    private final String key;
    private final Path kept;

    private BuildCompilers(Path module, String endive, List<String> providers) throws Exception {
        this.module = module;
        this.providers = providers;
        this.key = key(endive);
        this.kept = cache().resolve(key);
    }

    public static void main(String[] arguments) throws Exception {
        var build =
                new BuildCompilers(Path.of(arguments[0]), arguments[2], List.of(arguments[3].split(",")));
        try {
            build.into(Path.of(arguments[1]));
        } catch (Refused e) {
            System.err.println("[ERROR] query-compiler: " + e.getMessage());
            System.exit(1);
        }
    }

    private void into(Path target) throws Exception {
        var stamp = target.resolve("classes/META-INF/weir-query-compiler.key");
        if (Files.exists(stamp) && Files.readString(stamp).equals(key)) return;
        if (!Files.isDirectory(kept)) make();
        copy(kept, target);
        Files.createDirectories(stamp.getParent());
        Files.writeString(stamp, key);
    }

    private void make() throws Exception {
        Files.createDirectories(kept.getParent());
        try (var file =
                        FileChannel.open(
                                kept.resolveSibling("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var lock = file.lock()) {
            if (!lock.isValid() || Files.isDirectory(kept)) return;
            var work = Files.createTempDirectory(kept.getParent(), "making-");
            try {
                fetch(work);
                var made = Files.createDirectory(work.resolve("made"));
                var classes = Files.createDirectory(made.resolve("classes"));
                var reference = Files.createDirectory(made.resolve("reference"));
                for (var provider : providers) {
                    compile(queryCompiler(work, provider), className(provider), classes);
                    for (var ending : List.of(".js", ".wasm-base64.js")) {
                        var name = VARIANT + provider + ending;
                        Files.copy(work.resolve(RUNTIME).resolve(name), reference.resolve(name));
                    }
                }
                compile(work.resolve(SCHEMA), "PrismaSchema", classes);
                var licence = classes.resolve("META-INF/licenses/prisma");
                Files.createDirectories(licence);
                Files.copy(work.resolve("node_modules/@prisma/client/LICENSE"), licence.resolve("LICENSE"));
                Files.move(made, kept, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(work);
            }
        }
    }

    private void fetch(Path work) throws Exception {
        for (var name : List.of("package.json", "package-lock.json")) {
            Files.copy(module.resolve(name), work.resolve(name));
        }
        var npmrc = module.resolve(".npmrc");
        if (Files.exists(npmrc)) Files.copy(npmrc, work.resolve(".npmrc"));
        var log = work.resolve("npm.log").toFile();
        Process npm;
        try {
            npm =
                    new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                            .directory(work.toFile())
                            .redirectInput(new File("/dev/null"))
                            .redirectErrorStream(true)
                            .redirectOutput(log)
                            .start();
        } catch (IOException e) {
            throw new Refused(
                    "Prisma's query compiler comes from npm at build time, and there is no npm on the path."
                            + " Install Node.js of at least version 20 with npm"
                            + " (Debian, Ubuntu: apt-get install nodejs npm; macOS: brew install node)."
                            + " It is needed once: what is made of it stays in " + kept.getParent() + ".");
        }
        if (npm.waitFor() != 0) {
            throw new Refused("npm ci failed:\n" + Files.readString(log.toPath()));
        }
    }

    /** The smaller variant: see docs/adr on the query compiler. */
    private static Path queryCompiler(Path work, String provider)
            throws IOException, Refused {
        var name = VARIANT + provider + ".wasm-base64.js";
        var source =
                Files.readString(
                        work.resolve(RUNTIME).resolve(name),
                        StandardCharsets.ISO_8859_1);
        var text = BASE64.matcher(source);
        if (!text.find()) throw new Refused(name + " has no WebAssembly where it was in this version");
        var wasm = work.resolve(provider + ".wasm");
        Files.write(wasm, Base64.getDecoder().decode(text.group(1)));
        return wasm;
    }

    private static String className(String provider) {
        return Character.toUpperCase(provider.charAt(0)) + provider.substring(1) + "Compiler";
    }

    /**
     * A few functions are longer than a method of the JVM may be and stay interpreted; which, is
     * written into the module's metadata.
     */
    private static void compile(Path wasm, String name, Path target) throws IOException {
        long start = System.nanoTime();
        var config =
                Config.builder()
                        .withWasmFile(wasm)
                        .withName("dev.weir.compiler.wasm." + name)
                        .withTargetClassFolder(target)
                        .withTargetSourceFolder(target)
                        .withTargetWasmFolder(target)
                        .withInterpreterFallback(InterpreterFallback.SILENT)
                        .build();
        var generator = new Generator(config);
        var interpreted = generator.generateResources();
        generator.generateMetaWasm(interpreted);
        System.out.println(
                "query-compiler: made " + name + " in " + (System.nanoTime() - start) / 1_000_000_000
                        + " s, functions left to the interpreter: " + new TreeSet<>(interpreted));
    }

    private String key(String endive) throws Exception {
        var hash = MessageDigest.getInstance("SHA-256");
        for (var name : List.of("package-lock.json", "src/build/BuildCompilers.java")) {
            hash.update(Files.readAllBytes(module.resolve(name)));
        }
        hash.update((endive + providers).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash.digest()).substring(0, HASH_CHARACTERS);
    }

    private static Path cache() {
        var set = System.getenv("XDG_CACHE_HOME");
        var base =
                set == null || set.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(set);
        return base.resolve("weir/query-compiler");
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(from)) {
            files = new ArrayList<>(walk.filter(Files::isRegularFile).toList());
        }
        for (var file : files) {
            var target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException e)
                            throws IOException {
                        try {
                            Files.delete(visited);
                        } catch (NoSuchFileException _) {
                            // Gone already.
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Something is missing that the person who builds can bring. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}

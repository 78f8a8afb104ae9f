package dev.weir.standalone;

import dev.weir.runtime.Ticker;
import dev.weir.standalone.machine.DataFolder;
import dev.weir.standalone.machine.DatabaseAddress;
import dev.weir.standalone.machine.DatabaseLogin;
import dev.weir.standalone.machine.UpFailure;
import dev.weir.standalone.machine.UpPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run of {@code ./weir up}: starts the parts in order, waits for a signal, stops them in the
 * other order.
 */
final class Up {
    private static final int MAX_CONNECTIONS = 100;
    private static final int DEMO_LIMIT = 20;
    private static final Duration PLANE_DEADLINE = Duration.ofSeconds(15);
    private static final Duration EMBEDDED_DEADLINE = Duration.ofSeconds(15);

    private final UpOptions options;
    private final Progress progress = new Progress(System.out, Ticker.SYSTEM);
    private final CompletableFuture<Void> stopAsked = new CompletableFuture<>();
    private final Deque<Closing> closings = new ArrayDeque<>();

    private record Closing(String name, Stop stop) {}

    private interface Stop {
        void run() throws Exception;
    }

    Up(UpOptions options) {
        this.options = options;
    }

    /** The exit code: 0 when it was stopped, 1 when it could not start. */
    int run() throws Exception {
        handleSignals();
        var ports = UpPorts.from(options.port(), options.size());
        var folder = options.ephemeral() ? DataFolder.ephemeral() : DataFolder.open(options.data());
        closings.push(new Closing("data folder", folder::close));
        if (options.ephemeral()) {
            onStop("databases", () -> EmbeddedParts.forgetPostgres(folder));
        }
        try {
            return runIn(folder, ports);
        } finally {
            stopAll();
        }
    }

    private int runIn(DataFolder folder, UpPorts ports) throws Exception {
        UpLogging.into(folder.resolve("log"));
        ports.requireFree();
        var database = options.databaseUrl();
        if (database != null) {
            DatabaseAddress.requireReachable(database);
            DatabaseLogin.requireAccepted(database);
        }
        progress.print("Starting Weir in " + folder.path());
        var starting = new CompletableFuture<Void>();
        var starter =
                Thread.ofPlatform()
                        .name("start")
                        .start(() -> {
                            try {
                                start(folder, ports);
                                starting.complete(null);
                            } catch (Throwable e) {
                                starting.completeExceptionally(e);
                            }
                        });
        CompletableFuture.anyOf(starting, stopAsked).exceptionally(_ -> null).join();
        if (!starting.isDone()) {
            starter.interrupt();
            starter.join(PLANE_DEADLINE);
            return 0;
        }
        if (starting.isCompletedExceptionally()) return failed(starting, folder);
        stopAsked.join();
        return 0;
    }

    private void start(DataFolder folder, UpPorts ports) throws Exception {
        var embedded =
                EmbeddedParts.start(
                        folder, ports, options.kafkaAdvertisedPort(), MAX_CONNECTIONS, progress);
        onStop("PostgreSQL and Kafka", () -> embedded.stop(EMBEDDED_DEADLINE));
        var databases = Databases.create(embedded.postgres(), folder);
        var kafka = embedded.kafka();
        var authority = LocalCertificates.in(folder.path(), Instant.now());
        var planes =
                new Planes(
                        options.size(),
                        ports,
                        databases,
                        folder,
                        authority,
                        kafka.bootstrap(),
                        options.ephemeral());
        var host =
                options.processes() ? PlaneHost.processes(folder, progress) : PlaneHost.threads();
        start(planes.controlPlanes(), host);
        start(planes.others(), host);
        embedded.keepAlive();
        var ready = demo(folder, ports, databases, embedded, authority, host.running());
        if (options.databaseUrl() == null) SampleSchema.write(folder.resolve(SampleSchema.NAME));
        announce(ready, folder, ports);
    }

    /** Starts them side by side where that can be. */
    private void start(List<Plane> planes, PlaneHost host) throws Exception {
        var parts = new ArrayList<PlaneHost.Hosted>();
        for (var plane : planes) {
            var hosted = host.launch(plane);
            onStop(plane.title(), () -> hosted.stop(PLANE_DEADLINE));
            parts.add(hosted);
        }
        for (int i = 0; i < planes.size(); i++) {
            parts.get(i).awaitReady();
            progress.say(planes.get(i).title() + " serves on " + planes.get(i).endpoint());
        }
    }

    private ReadyFile demo(
            DataFolder folder,
            UpPorts ports,
            Databases databases,
            EmbeddedParts embedded,
            LocalCertificates authority,
            List<ReadyFile.Running> planes)
            throws IOException {
        var databaseUrl =
                options.databaseUrl() == null ? databases.sampleUrl() : options.databaseUrl();
        var controlUrl = "http://127.0.0.1:" + ports.controls().getFirst();
        var adminToken = folder.token("admin-token");
        Demo demo;
        try (var api = new ManagementApi(controlUrl, adminToken)) {
            demo = Demo.ensure(api, folder.resolve("demo.json"), databaseUrl, DEMO_LIMIT);
        }
        var endpoints = ports.nodes().stream().map(port -> "http://127.0.0.1:" + port).toList();
        for (var endpoint : endpoints) DemoQuery.awaitServed(endpoint, demo.apiKey());
        progress.say(
                "Demo environment "
                        + demo.environment()
                        + " answers on %d nodes".formatted(endpoints.size()));
        var running = new ArrayList<>(embedded.running());
        running.addAll(planes);
        return new ReadyFile(
                endpoints,
                ports.nodeAdmin().stream().map(port -> "http://127.0.0.1:" + port).toList(),
                "prisma+postgres://localhost:%d/?api_key=%s"
                        .formatted(ports.nodes().getFirst(), demo.apiKey().value()),
                "prisma://localhost:%d/?api_key=%s"
                        .formatted(ports.nodesTls().getFirst(), demo.apiKey().value()),
                authority.caFile().toString(),
                "postgresql://%s:%s@localhost%s"
                        .formatted(
                                demo.environment(),
                                demo.apiKey().value(),
                                databasePath(databaseUrl)),
                demo.apiKey().value(),
                demo.environment(),
                databaseUrl,
                controlUrl,
                adminToken.value(),
                "http://127.0.0.1:" + ports.billing(),
                embedded.kafka().bootstrap(),
                ProcessHandle.current().pid(),
                running);
    }

    /** The database's name with the slash before it, as in its URL. */
    private static String databasePath(String databaseUrl) {
        int slash = databaseUrl.indexOf('/', databaseUrl.indexOf("://") + 3);
        if (slash < 0) return "/";
        int end = databaseUrl.indexOf('?', slash);
        return end < 0 ? databaseUrl.substring(slash) : databaseUrl.substring(slash, end);
    }

    private void announce(ReadyFile ready, DataFolder folder, UpPorts ports) throws IOException {
        write(ready, folder.resolve("ready.json"));
        var asked = options.readyFile();
        if (asked != null) write(ready, asked);
        progress.print(Welcome.text(ready, ports, options.databaseUrl() == null, folder.path()));
    }

    private void write(ReadyFile ready, Path file) throws IOException {
        onStop("ready file", () -> Files.deleteIfExists(file));
        ready.write(file);
    }

    private int failed(CompletableFuture<Void> starting, DataFolder folder) {
        try {
            starting.join();
            return 0;
        } catch (CompletionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            progress.print("weir: " + cause.getMessage());
            if (!(cause instanceof UpFailure)) UpLogging.failure(folder.resolve("log"), cause);
            return 1;
        }
    }

    private void onStop(String name, Stop stop) {
        synchronized (closings) {
            closings.push(new Closing(name, stop));
        }
    }

    private void stopAll() {
        while (true) {
            Closing next;
            synchronized (closings) {
                if (closings.isEmpty()) return;
                next = closings.pop();
            }
            try {
                next.stop().run();
            } catch (Exception e) {
                progress.print("weir: %s did not stop cleanly: %s".formatted(next.name(), e));
            }
        }
    }

    private void handleSignals() {
        var count = new AtomicInteger();
        Signals.handle(() -> {
            if (count.incrementAndGet() == 1) {
                progress.print("Stopping; once more kills");
                stopAsked.complete(null);
            } else {
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
                Runtime.getRuntime().halt(130);
            }
        });
    }
}

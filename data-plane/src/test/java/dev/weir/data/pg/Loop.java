package dev.weir.data.pg;

import dev.weir.data.database.Connection;
import dev.weir.data.database.Database;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.SessionLimits;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One event loop, on which a test's database calls are made while the test's thread waits. */
public final class Loop implements AfterEachCallback {
    public static final SessionLimits LIMITS =
            new SessionLimits(Duration.ofSeconds(20), 10_000_000);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    public Vertx vertx() {
        return vertx;
    }

    /** Makes the call on the event loop, and gives what it brings or throws its fault. */
    public <T> T await(Supplier<CompletionStage<T>> call) {
        return result(start(call));
    }

    /** Makes the call on the event loop, and waits for nothing. */
    public <T> CompletableFuture<T> start(Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        context.runOnContext(_ -> {
            try {
                call.get()
                        .whenComplete((value, failure) -> {
                            if (failure == null) {
                                result.complete(value);
                            } else {
                                result.completeExceptionally(failure);
                            }
                        });
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    public Connection connect(Database database) {
        return await(() -> database.connect("weir/test"));
    }

    /** What came of it. */
    public static <T> T result(CompletableFuture<T> stage) {
        try {
            return stage.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof DatabaseFault fault) {
                    throw fault;
                }
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("nothing came of it", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext unused) throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

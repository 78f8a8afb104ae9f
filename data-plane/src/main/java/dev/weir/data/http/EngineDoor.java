package dev.weir.data.http;

import dev.weir.data.compile.JsonRequest;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.compile.worker.QueryPlans;
import dev.weir.data.http.EnginePreparation.Prepared;
import dev.weir.data.plan.PlanCache;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.transaction.Operation;
import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The door for clients without an engine (Prisma 5 and 6 generated with {@code --no-engine}, and
 * 4.16 with {@code jsonProtocol}): they upload their schema and send queries as JSON, which are
 * compiled here. Thread-safe.
 */
public final class EngineDoor {
    private final PrismaDoor prisma;
    private final Schemas schemas;
    private final EnginePreparation preparation;

    /** A door that shares its environments, pools and transactions with another. */
    public EngineDoor(
            PrismaDoor prisma, Schemas schemas, QueryPlans queryPlans, PlanCache rawPlans) {
        this.prisma = prisma;
        this.schemas = schemas;
        preparation = new EnginePreparation(queryPlans, rawPlans);
    }

    /** On the request's event loop, with the body still to be read. */
    void handle(Exchange exchange, String path, Bodies bodies) {
        var parsed = Objects.requireNonNull(EnginePath.parse(path), "routed by it");
        exchange.speaks(new EngineForm(parsed), parsed.client());
        exchange.request().response().putHeader("prisma-request-id", exchange.id());
        var served = prisma.authenticate(exchange);
        if (served == null) return;
        bodies.read(
                exchange,
                body -> {
                    exchange.belongsTo(served.account());
                    boolean bound = !parsed.transaction().isEmpty();
                    Runnable work = () -> dispatch(exchange, served, parsed, body);
                    Runnable here =
                            () -> {
                                if (bound) served.execute(work);
                                else served.begin(exchange, work);
                            };
                    if (parsed.route() == Route.ENGINE_SCHEMA) {
                        here.run(); // any node keeps it, for all
                    } else {
                        prisma.routing().route(exchange, served, bound, body, here);
                    }
                });
    }

    private void dispatch(Exchange exchange, Served served, EnginePath path, byte[] body) {
        var transaction = path.transaction();
        switch (path.route()) {
            case ENGINE_SCHEMA -> upload(exchange, served, path.schemaHash(), body);
            case ENGINE_TRANSACTION_START -> prisma.start(exchange, served, body);
            case ENGINE_TRANSACTION_COMMIT ->
                    prisma.perform(exchange, served, transaction, Operation.COMMIT);
            case ENGINE_TRANSACTION_ROLLBACK ->
                    prisma.perform(exchange, served, transaction, Operation.ROLLBACK);
            default -> query(exchange, served, path, body);
        }
    }

    private void upload(Exchange exchange, Served served, String hash, byte[] body) {
        var environment = served.environment().environment();
        if (schemas.has(environment, hash)) {
            exchange.send(EngineForm.uploaded(hash));
            return;
        }
        var text = UploadedSchema.decode(hash, body);
        if (text.isEmpty()) {
            exchange.fail(Failures.schema(UploadedSchema.MAX_BYTES));
            return;
        }
        schemas.upload(
                        environment,
                        served.backend().database().provider(),
                        hash,
                        text.get(),
                        served.account())
                .whenComplete((_, cause) -> {
                    if (cause == null) {
                        exchange.send(EngineForm.uploaded(hash));
                        return;
                    }
                    var failure = Failures.of(cause, exchange.client());
                    if (failure.code().startsWith("P1")) {
                        exchange.send(EngineForm.notStarted(failure));
                    } else {
                        exchange.fail(failure);
                    }
                });
    }

    private void query(Exchange exchange, Served served, EnginePath path, byte[] body) {
        boolean within = !path.transaction().isEmpty();
        if (within && !prisma.isHere(exchange, served, path.transaction())) return;
        var environment = served.environment().environment();
        var schema = schemas.use(environment, path.schemaHash());
        if (schema != null) {
            query(exchange, served, path, schema, body);
            return;
        }
        var opening = schemas.open(environment, path.schemaHash(), served.account());
        if (opening == null) {
            exchange.send(EngineForm.schemaMissing());
            return;
        }
        var _ =
                opening.whenComplete((opened, cause) ->
                        served.execute(() -> {
                            if (exchange.isGone()) return;
                            if (opened == null) {
                                exchange.fail(Failures.of(cause, exchange.client()));
                            } else {
                                query(exchange, served, path, opened, body);
                            }
                        }));
    }

    private void query(
            Exchange exchange, Served served, EnginePath path, UploadedSchema schema, byte[] body) {
        JsonRequest request;
        try {
            request = JsonRequest.parse(body);
        } catch (PlanFailure e) {
            exchange.fail(Failures.of(e, exchange.client()));
            return;
        }
        var prepared = preparation.prepare(exchange, served, schema, request).toCompletableFuture();
        if (prepared.isDone()) {
            compiled(exchange, served, path, request, prepared);
        } else {
            var _ =
                    prepared.whenComplete((_, _) ->
                            served.execute(
                                    () -> compiled(exchange, served, path, request, prepared)));
        }
    }

    private void compiled(
            Exchange exchange,
            Served served,
            EnginePath path,
            JsonRequest request,
            CompletableFuture<Prepared> prepared) {
        if (exchange.isGone()) return;
        if (prepared.isCompletedExceptionally()) {
            exchange.fail(Failures.of(prepared.exceptionNow(), exchange.client()));
            return;
        }
        var batch = request instanceof JsonRequest.Batch several ? several : null;
        switch (prepared.join()) {
            case Prepared.Merged merged when batch != null ->
                    run(
                            exchange,
                            served,
                            path,
                            new LookUpWork(exchange, served, prisma.queries(), merged, batch));
            case Prepared.Merged _ -> throw new AssertionError("only batches are merged");
            case Prepared.Apart(var steps) -> apart(exchange, served, path, steps, batch);
        }
    }

    private void apart(
            Exchange exchange,
            Served served,
            EnginePath path,
            List<EngineWork.Step> steps,
            JsonRequest.@Nullable Batch batch) {
        int refused = batch == null || batch.transaction() ? firstRefused(steps) : -1;
        if (refused >= 0 && steps.get(refused) instanceof EngineWork.Step.Refused(var failure)) {
            // Nothing was begun, and nothing would become of it.
            exchange.send(
                    EngineForm.errors(failure, batch == null ? -1 : refused, exchange.telemetry()));
            return;
        }
        run(
                exchange,
                served,
                path,
                new EngineWork(exchange, served, prisma.queries(), steps, batch));
    }

    private void run(Exchange exchange, Served served, EnginePath path, Work work) {
        var plan = work instanceof EngineWork compiled ? compiled.plan() : null;
        if (path.transaction().isEmpty()) prisma.run(exchange, served, work, plan);
        else prisma.within(exchange, served, path.transaction(), work);
    }

    private static int firstRefused(List<EngineWork.Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof EngineWork.Step.Refused) return i;
        }
        return -1;
    }

    /** Where schemas are kept. Thread-safe. */
    public interface Schemas {
        /** Whether it is a schema of the environment. */
        boolean has(EnvironmentId environment, String hash);

        /** It, for a query to be compiled with it; null if it is not here or was not opened. */
        @Nullable UploadedSchema use(EnvironmentId environment, String hash);

        /**
         * Reads it for the queries to come.
         *
         * @return null if it is not here
         */
        @Nullable CompletionStage<UploadedSchema> open(
                EnvironmentId environment, String hash, Account account);

        /** Checks a schema and keeps it, for all nodes. */
        CompletionStage<UploadedSchema> upload(
                EnvironmentId environment,
                String databaseProvider,
                String hash,
                String text,
                Account account);
    }
}

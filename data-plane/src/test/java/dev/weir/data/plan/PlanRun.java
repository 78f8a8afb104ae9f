package dev.weir.data.plan;

import dev.weir.data.database.ColumnType;
import dev.weir.data.memory.Memory;
import dev.weir.data.plan.ScriptedSession.Answer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One run of a plan, written with single quotes, against a database that answers by a list. */
final class PlanRun {
    static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");

    private static final Pattern SPACE = Pattern.compile(" ");

    final ScriptedSession session = new ScriptedSession(true, _ -> next());
    private final String plan;
    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private final Map<String, @Nullable Object> params = new LinkedHashMap<>();
    private int maxArguments = 32_766;
    private long maxBytes = 1 << 20;
    private boolean inTransaction;
    private Memory memory = Memory.UNLIMITED;
    private ClientVersion client = ClientVersion.CURRENT;

    private PlanRun(String plan) {
        this.plan = plan;
    }

    static PlanRun of(String plan) {
        return new PlanRun(plan);
    }

    /** A step that reads with a text and no arguments. */
    static String query(String sql) {
        return "{'type':'query','args':" + template(sql) + "}";
    }

    /** A step that writes with a text and no arguments. */
    static String execute(String sql) {
        return "{'type':'execute','args':" + template(sql) + "}";
    }

    static String value(Object json) {
        return "{'type':'value','args':" + json + "}";
    }

    static String get(String name) {
        return "{'type':'get','args':{'name':'" + name + "'}}";
    }

    static String param(String name, String type) {
        return "{'prisma__type':'param','prisma__value':{'name':'%s','type':'%s'}}"
                .formatted(name, type);
    }

    private static String template(String sql) {
        return ("{'type':'templateSql','fragments':[{'type':'stringChunk','chunk':'%s'}],"
                        + "'placeholderFormat':{'prefix':'$','hasNumbering':true},"
                        + "'args':[],'argTypes':[],'chunkable':true}")
                .formatted(sql);
    }

    /** An answer of rows; its header names columns and their types: {@code id:INT32 name:TEXT}. */
    static Answer table(String header, @Nullable Object[]... rows) {
        var columns =
                SPACE.splitAsStream(header)
                        .map(word -> {
                            int colon = word.indexOf(':');
                            return ScriptedSession.column(
                                    word.substring(0, colon),
                                    ColumnType.valueOf(word.substring(colon + 1)));
                        })
                        .toList();
        return Answer.rows(columns, List.of(rows));
    }

    static @Nullable Object[] row(@Nullable Object... cells) {
        return cells;
    }

    PlanRun with(String name, @Nullable Object value) {
        params.put(name, value);
        return this;
    }

    PlanRun answering(Answer... more) {
        answers.addAll(List.of(more));
        return this;
    }

    PlanRun takingArguments(int most) {
        maxArguments = most;
        return this;
    }

    PlanRun takingBytes(long most) {
        maxBytes = most;
        return this;
    }

    PlanRun with(Memory budget) {
        memory = budget;
        return this;
    }

    PlanRun inTransaction() {
        inTransaction = true;
        return this;
    }

    PlanRun of(ClientVersion version) {
        client = version;
        return this;
    }

    private Answer next() {
        var answer = answers.poll();
        if (answer == null) {
            throw new AssertionError("nothing more was to be asked: " + session.log);
        }
        return answer;
    }

    /** The result with single quotes. */
    String result() {
        var output = new JsonOutput(maxBytes);
        run(output);
        if (!answers.isEmpty()) {
            throw new AssertionError("not asked: " + answers);
        }
        return output.text().replace('"', '\'');
    }

    /** The failure that a client is told of. */
    PlanFailure failure() {
        try {
            run(new JsonOutput(maxBytes));
        } catch (PlanFailure failure) {
            return failure;
        }
        throw new AssertionError("did not fail");
    }

    private void run(JsonOutput output) {
        var execution =
                new Execution(
                        session,
                        inTransaction,
                        NOW,
                        new Random(7),
                        () -> 0,
                        client,
                        maxArguments,
                        "",
                        StatementListener.NONE,
                        memory);
        var compiled = Fixtures.plan(plan);
        try {
            Interpreter.run(compiled, params, execution, output).toCompletableFuture().join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }
}

package dev.weir.data.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.Statement;
import dev.weir.data.environment.Authentication;
import dev.weir.data.gateway.SessionWork.Outcome;
import dev.weir.data.http.Answer;
import dev.weir.data.http.Endpoint;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.http.Rejection;
import dev.weir.data.plan.JsonOutput;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A protocol is one package and one line of wiring: here it is this file. */
class FourthProtocolTest {
    private static final Endpoint COUNT = Endpoint.of("count", HttpMethod.POST);

    private final GatewayFixture node =
            new GatewayFixture(
                    (exchange, path) -> path.equals("/count") ? new Count(exchange) : null);

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void isServedLikeTheOthers() throws Exception {
        var answer = node.post("/count", "SELECT 1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"rows\":1}");
        assertThat(node.answered).containsEntry("count ok", 1);
        assertThat(node.database.lent).hasValue(0);
    }

    @Test
    void hasItsOwnWordsForEveryFailure() throws Exception {
        assertThat(node.post("/count", "SELECT 1", "authorization", "Bearer nothing").body())
                .isEqualTo("\"denied\"");
        assertThat(node.get("/count").body()).isEqualTo("\"rejected\"");
        assertThat(node.post("/count", "SELECT fail").body()).isEqualTo("\"failed\"");
        node.waits(1, Duration.ofMillis(50));
        node.database.size = 0;
        assertThat(node.post("/count", "SELECT 1").statusCode()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void takesNoPathFromTheOthers() throws Exception {
        assertThat(node.post("/query", GatewayFixture.query("SELECT 1")).statusCode())
                .isEqualTo(200);
    }

    /** Counts the rows of the statement that is the body. */
    private static final class Count implements Call {
        private final HttpExchange exchange;
        private String sql = "";

        Count(HttpExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public Endpoint endpoint() {
            return COUNT;
        }

        @Override
        public @Nullable String key() {
            return BearerKey.of(exchange.request());
        }

        @Override
        public void read(byte[] body) {
            sql = new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public Work work(RequestContext request) {
            SessionWork task =
                    (session, _) ->
                            session.run(Statement.of(sql), RowConsumer.IGNORE)
                                    .handle((rows, failure) ->
                                            failure == null
                                                    ? Outcome.success(counted(rows))
                                                    : Outcome.failure(failed(failure)));
            return new Work.OnSession(Work.Unit.STATEMENT, sql, task);
        }

        private static Answer counted(long rows) {
            return Answer.ok(new JsonOutput(100).raw("{\"rows\":" + rows + "}"));
        }

        private static Answer error(int status, String word) {
            return Answer.error(status, word, new JsonOutput(100).string(word), 0);
        }

        @Override
        public Answer denied(Authentication.Denied reason) {
            return error(401, "denied");
        }

        @Override
        public Answer rejected(Rejection rejection) {
            return error(rejection.status(), "rejected");
        }

        @Override
        public Answer refused(Throwable cause) {
            return error(503, "refused");
        }

        @Override
        public Answer failed(Rejection rejection) {
            return error(rejection.status(), "failed");
        }

        @Override
        public Answer failed(Throwable cause) {
            return error(500, "failed");
        }

        @Override
        public Answer late(Duration limit, boolean undone) {
            return error(504, "late");
        }
    }
}

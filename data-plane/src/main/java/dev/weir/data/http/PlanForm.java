package dev.weir.data.http;

/** The form of clients that send plans: each failure has its HTTP status; they never try again. */
enum PlanForm implements AnswerForm {
    PLANS;

    @Override
    public Answer started(Exchange exchange, String id) {
        return Answer.transaction(id, exchange.telemetry());
    }

    @Override
    public Answer done(Exchange exchange) {
        return Answer.done(exchange.telemetry());
    }

    @Override
    public Answer refused(Exchange exchange, Failure failure) {
        return Answer.of(failure, exchange.id(), exchange.telemetry());
    }

    @Override
    public Answer failed(Exchange exchange, Failure failure) {
        return refused(exchange, failure);
    }
}

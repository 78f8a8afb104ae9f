package dev.weir.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.ledger.Command.ProposeCorrection;
import dev.weir.billing.ledger.Command.SetBudget;
import dev.weir.billing.ledger.Entry.EnvironmentNamed;
import dev.weir.billing.ledger.LedgerCommands.Done;
import dev.weir.billing.ledger.LedgerCommands.Refused;
import dev.weir.billing.ledger.Refusal.Impossible;
import dev.weir.billing.rating.Assignment;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final YearMonth OCTOBER = YearMonth.parse("2026-10");

    private final LedgerState books = new LedgerState();
    private long sequence;

    @BeforeEach
    void nameTheEnvironments() {
        apply(named("env-1", "shop", false));
        apply(named("env-2", "other", false));
        apply(named("env-3", "gone", true));
    }

    @Test
    void refusesABudgetOfAProjectThatDoesNotExist() {
        assertThat(refusal(budget("shp", null)).detail()).contains("no project shp");
        assertThat(decide(budget("shop", null))).isInstanceOf(Done.class);
    }

    @Test
    void refusesABudgetOfAnotherProjectsEnvironment() {
        assertThat(refusal(budget("shop", "env-2")).detail()).contains("no environment env-2");
        assertThat(refusal(budget("shop", "env-9")).detail()).contains("no environment env-9");
        assertThat(decide(budget("shop", "env-1"))).isInstanceOf(Done.class);
    }

    @Test
    void refusesACorrectionOfAProjectThatDoesNotExist() {
        apply(new Entry.PeriodClosed(OCTOBER, Entry.Cause.COMPLETE));
        assertThat(refusal(correction("shp")).detail()).contains("no project shp");
        assertThat(decide(correction("shop"))).isInstanceOf(Done.class);
    }

    @Test
    void correctsAProjectOfWhichAllEnvironmentsAreDeleted() {
        apply(new Entry.PeriodClosed(OCTOBER, Entry.Cause.COMPLETE));
        assertThat(decide(correction("gone"))).isInstanceOf(Done.class);
    }

    @Test
    void refusesToAssignACardToAProjectThatDoesNotExist() {
        var card = new Command.PublishCard("standard", "Standard", NOW, null, List.of());
        if (decide(card) instanceof Done(var entry)) apply(entry);
        assertThat(refusal(assignment("shp")).detail()).contains("no project shp");
        assertThat(decide(assignment("shop"))).isInstanceOf(Done.class);
    }

    private void apply(Entry entry) {
        books.apply(++sequence, entry);
    }

    private LedgerCommands.Decision decide(Command command) {
        return new LedgerCommands(books, "EUR").decide(command, "alice", NOW);
    }

    private Refusal refusal(Command command) {
        var refusal = ((Refused) decide(command)).refusal();
        assertThat(refusal).isInstanceOf(Impossible.class);
        return refusal;
    }

    private static EnvironmentNamed named(String environment, String project, boolean deleted) {
        return new EnvironmentNamed(
                new EnvironmentId(environment),
                new ProjectId(project),
                environment,
                new RegionId("eu"),
                deleted);
    }

    private static SetBudget budget(String project, @Nullable String environment) {
        return new SetBudget(
                "whole",
                new ProjectId(project),
                environment == null ? null : new EnvironmentId(environment),
                new BigDecimal("10"),
                List.of(100),
                true);
    }

    private static ProposeCorrection correction(String project) {
        return new ProposeCorrection(
                new ProjectId(project), null, OCTOBER, new BigDecimal("-2.50"), "outage");
    }

    private static Command.AssignCard assignment(String project) {
        return new Command.AssignCard(new Assignment(new ProjectId(project), "standard", NOW));
    }
}

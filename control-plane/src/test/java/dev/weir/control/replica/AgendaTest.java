package dev.weir.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.fleet.Moment;
import dev.weir.events.DatabaseId;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final DatabaseId A = new DatabaseId("a");
    private static final Moment START = new Moment(0);

    private final Agenda agenda = new Agenda();

    @Test
    void aDatabaseWithWorkUnderWayIsDueAtEveryTick() {
        agenda.everyTick(A);

        assertThat(agenda.due(START)).containsExactly(A);
        assertThat(agenda.due(START)).containsExactly(A);
    }

    @Test
    void othersAreDueOnceAndNotBeforeTheirTime() {
        agenda.by(A, at(2));

        assertThat(agenda.due(at(1))).isEmpty();
        assertThat(agenda.due(at(2))).containsExactly(A);
        assertThat(agenda.due(at(3))).isEmpty();
    }

    @Test
    void anEventDoesNotPostponeADueTime() {
        agenda.by(A, at(1));
        agenda.by(A, at(9));
        agenda.rest(A, at(1));

        assertThat(agenda.due(at(1))).containsExactly(A);
    }

    @Test
    void aChangeForAllIsWorkedOffInBoundedPartsBehindTheDatabasesInUse() {
        agenda.everyTick(A);
        var all = IntStream.range(0, 250).mapToObj(i -> new DatabaseId("db" + i)).toList();

        agenda.all(all, START);

        assertThat(agenda.due(START)).hasSize(1 + Agenda.MAX_AT_ONCE).startsWith(A);
        assertThat(agenda.due(START)).hasSize(1 + Agenda.MAX_AT_ONCE).startsWith(A);
        assertThat(agenda.due(START)).hasSize(1 + 250 - 2 * Agenda.MAX_AT_ONCE);
        assertThat(agenda.due(START)).containsExactly(A);
    }

    private static Moment at(int seconds) {
        return START.plus(Duration.ofSeconds(seconds));
    }
}

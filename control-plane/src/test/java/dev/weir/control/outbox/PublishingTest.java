package dev.weir.control.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PublishingTest {
    private final Publishing publishing = new Publishing();

    @Test
    void opensTheWriterBeforeItReadsTheOutbox() {
        assertThat(publishing.on(new Input.Began())).isEqualTo(new Step.Lock());
        assertThat(publishing.on(new Input.Locked(true))).isEqualTo(new Step.Open());
        assertThat(publishing.leads()).isFalse();
        assertThat(publishing.on(new Input.Opened())).isEqualTo(new Step.Find(Publishing.BATCH));
        assertThat(publishing.leads()).isTrue();
    }

    @Test
    void asksForTheLockAgainWhileAnotherHasIt() {
        publishing.on(new Input.Began());

        assertThat(publishing.on(new Input.Locked(false))).isInstanceOf(Step.Rest.class);
        assertThat(publishing.on(new Input.Rested())).isEqualTo(new Step.Lock());
    }

    @Test
    void crossesOutOnlyWhatTheLogHasTaken() {
        lead();

        var step = publishing.on(new Input.Found(List.of(entry(1, "a"), entry(2, "b"))));

        assertThat(ids(step)).containsExactly(1L, 2L);
        assertThat(publishing.on(new Input.Appended())).isEqualTo(new Step.Mark(List.of(1L, 2L)));
        assertThat(publishing.on(new Input.Marked())).isEqualTo(new Step.Find(Publishing.BATCH));
    }

    @Test
    void watchesWhileThereIsNothing() {
        lead();

        assertThat(publishing.on(new Input.Found(List.of()))).isInstanceOf(Step.Watch.class);
        assertThat(publishing.on(new Input.Rested())).isEqualTo(new Step.Find(Publishing.BATCH));
    }

    @Test
    void givesTheLockUpWhenTheLogFails() {
        lead();
        publishing.on(new Input.Found(List.of(entry(1, "a"))));

        assertThat(publishing.on(new Input.LogFailed())).isInstanceOf(Step.Leave.class);
        assertThat(publishing.leads()).isFalse();
        assertThat(publishing.on(new Input.Rested())).isEqualTo(new Step.Lock());
    }

    @Test
    void beginsAnewWhenTheStoreFails() {
        lead();
        publishing.on(new Input.Found(List.of(entry(1, "a"))));
        publishing.on(new Input.Appended());

        assertThat(publishing.on(new Input.StoreFailed())).isInstanceOf(Step.Leave.class);
        assertThat(publishing.on(new Input.Rested())).isEqualTo(new Step.Lock());
    }

    @Test
    void oneThatIsRefusedHoldsUpOnlyItsKey() {
        var waiting = List.of(entry(1, "bad"), entry(2, "good"), entry(3, "bad"));
        lead();
        publishing.on(new Input.Found(waiting));
        failAndLead();

        assertThat(ids(publishing.on(new Input.Found(waiting)))).containsExactly(1L);
        failAndLead();

        assertThat(ids(publishing.on(new Input.Found(waiting)))).containsExactly(2L);
        publishing.on(new Input.Appended());
        publishing.on(new Input.Marked());
        var rest = List.of(entry(1, "bad"), entry(3, "bad"));
        assertThat(publishing.on(new Input.Found(rest))).isInstanceOf(Step.Watch.class);
        publishing.on(new Input.Rested());
        assertThat(ids(publishing.on(new Input.Found(rest)))).startsWith(1L);
    }

    private void lead() {
        publishing.on(new Input.Began());
        publishing.on(new Input.Locked(true));
        publishing.on(new Input.Opened());
    }

    private void failAndLead() {
        publishing.on(new Input.LogFailed());
        publishing.on(new Input.Rested());
        publishing.on(new Input.Locked(true));
        publishing.on(new Input.Opened());
    }

    private static Entry entry(long id, String key) {
        return new Entry(id, "topic", key, new byte[0]);
    }

    private static List<Long> ids(Step step) {
        return ((Step.Append) step).entries().stream().map(Entry::id).toList();
    }
}

package dev.weir.billing.rating;

import dev.weir.events.ProjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All cards and who is rated by which. Immutable.
 *
 * @param cards in the order in which they were published
 * @param assignments in the order in which they were made; of two with one beginning the later
 *     holds
 */
public record CardBook(List<RateCard> cards, List<Assignment> assignments) {
    /** Nothing published yet. */
    public static final CardBook EMPTY = new CardBook(List.of(), List.of());

    /** Copies the lists. */
    public CardBook {
        cards = List.copyOf(cards);
        assignments = List.copyOf(assignments);
    }

    /** With one card more. */
    public CardBook with(RateCard card) {
        var more = new ArrayList<>(cards);
        more.add(card);
        return new CardBook(more, assignments);
    }

    /** With one assignment more. */
    public CardBook with(Assignment assignment) {
        var more = new ArrayList<>(assignments);
        more.add(assignment);
        return new CardBook(cards, more);
    }

    /** A card's newest version, whether in force yet or not. */
    public Optional<RateCard> newest(String card) {
        return cards.stream().filter(c -> c.id().equals(card)).reduce((_, later) -> later);
    }

    /** Whether this is the assignment that holds from its time on. */
    public boolean isNewest(Assignment assignment) {
        return assignments.stream()
                .filter(other -> Objects.equals(other.project(), assignment.project()))
                .filter(other -> other.effectiveFrom().equals(assignment.effectiveFrom()))
                .reduce((_, later) -> later)
                .filter(assignment::equals)
                .isPresent();
    }

    /** The card that a project's usage is rated by at a time. */
    public Optional<RateCard> at(ProjectId project, Instant time) {
        var own = assigned(project, time);
        return own.or(() -> assigned(null, time))
                .flatMap(assignment -> inForce(assignment.card(), time));
    }

    private Optional<Assignment> assigned(@Nullable ProjectId project, Instant time) {
        Assignment found = null;
        for (var next : assignments) {
            boolean applies =
                    project == null ? next.project() == null : project.equals(next.project());
            if (!applies || next.effectiveFrom().isAfter(time)) continue;
            if (found == null || !next.effectiveFrom().isBefore(found.effectiveFrom())) {
                found = next;
            }
        }
        return Optional.ofNullable(found);
    }

    private Optional<RateCard> inForce(String id, Instant time) {
        return cards.stream()
                .filter(card -> card.id().equals(id) && !card.effectiveFrom().isAfter(time))
                .reduce((_, later) -> later);
    }
}

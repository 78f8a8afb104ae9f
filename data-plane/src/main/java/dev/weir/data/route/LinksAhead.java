package dev.weir.data.route;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which peer a link is opened to before anybody needs it. A few are enough: the first link of a
 * process is the dear one, as it loads and warms what all later ones use.
 */
public final class LinksAhead {
    /** Links of one event loop. However many peers there are, they bring no more. */
    static final int MOST = 8;

    private LinksAhead() {}

    /**
     * The next one, of which there is to be one at a time. Whom nobody reaches keeps no place from
     * those that come after it.
     *
     * @param nearest all peers, those first to which links are wanted most
     */
    public static Optional<Peer> next(
            List<Peer> nearest, Predicate<Peer> isOpen, Predicate<Peer> mayOpen) {
        int open = 0;
        for (var peer : nearest) {
            if (isOpen.test(peer)) {
                open++;
            } else if (open < MOST && mayOpen.test(peer)) {
                return Optional.of(peer);
            }
            if (open == MOST) break;
        }
        return Optional.empty();
    }
}

package dev.weir.sim;

import dev.weir.events.Fact;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;

/**
 * A hash over the result of a seed: published facts, pool events, the ledger, the faults and the
 * end of the run. Equal fingerprints mean equal runs, whatever the process.
 */
final class Fingerprint {
    private static final FactCodec CODEC = new FactCodec();

    private Fingerprint() {}

    static String of(long seed) {
        var world = new World(seed, Mutant.NONE, Set.of());
        var end = "";
        try {
            world.run();
        } catch (RuntimeException | AssertionError e) {
            end = e.toString();
        }
        var digest = sha256();
        world.outbox.all().forEach(fact -> addFact(digest, fact));
        world.poolEvents.forEach(event -> addFact(digest, event));
        var grants = world.ledger.get(World.DATABASE);
        add(digest, grants.version());
        grants.environments().values().stream()
                .sorted(Comparator.comparing(environment -> environment.id().value()))
                .forEach(environment -> {
                    addFact(digest, environment.toFact(grants.id()));
                    add(digest, environment.charged());
                });
        add(digest, world.faults.struck().size());
        add(digest, world.time.now());
        add(digest, end);
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    /** As it is written on the log: the text does not change with the names of classes. */
    private static void addFact(MessageDigest digest, Fact fact) {
        digest.update(CODEC.encode(new Event("1", "/sim", Instant.EPOCH, fact)));
    }

    private static void add(MessageDigest digest, Object what) {
        digest.update(what.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java platform has it
        }
    }
}

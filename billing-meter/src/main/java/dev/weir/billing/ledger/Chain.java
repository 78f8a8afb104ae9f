package dev.weir.billing.ledger;

import dev.weir.billing.rollup.Amounts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Chains rows: each row's hash covers its content and the hash before it, so that no row can be
 * changed, removed or put in between without changing every hash that follows. For one thread.
 *
 * <p>The hash is SHA-256 over the 32 bytes before and the row's fields as UTF-8, each followed by
 * the unit separator U+001F, which none of them contains; what is missing is empty.
 */
public final class Chain {
    private final MessageDigest sha256 = Hash.sha256();
    private byte[] hash;

    /**
     * A chain that continues after the row with this hash; the first row follows {@link Hash#ZERO}.
     */
    public Chain(Hash hash) {
        this.hash = hash.bytes();
    }

    /** Appends the next row and returns its hash. */
    public Hash append(Row row) {
        var text = new StringBuilder(200);
        field(text, row.sequence());
        field(text, row.kind());
        field(text, row.recordedAt());
        field(text, row.completeThrough());
        field(text, row.hour());
        field(text, row.environment());
        field(text, row.project());
        field(text, row.region());
        field(text, row.cluster());
        amounts(text, row.amounts());
        field(text, row.body());
        sha256.update(hash);
        hash = sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8));
        return Hash.of(hash);
    }

    private static void amounts(StringBuilder text, @Nullable Amounts amounts) {
        if (amounts == null) {
            field(text, null);
            return;
        }
        field(text, amounts.cpuMillis());
        field(text, amounts.queries());
        field(text, amounts.rows());
        field(text, amounts.bytesOut());
        field(text, amounts.databaseBusyNanos());
        field(text, amounts.records());
    }

    private static void field(StringBuilder text, @Nullable Object value) {
        if (value != null) text.append(value);
        text.append((char) 0x1f);
    }
}

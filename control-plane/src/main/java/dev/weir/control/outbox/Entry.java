package dev.weir.control.outbox;

import org.jspecify.annotations.Nullable;

/**
 * What stands in the outbox: a fact to be told, committed with what makes it true.
 *
 * @param id rises, for one key, with the order of the commits
 * @param payload null: the key is deleted
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the log, never compared
public record Entry(long id, String topic, String key, byte @Nullable [] payload) {
    /** Of which entries the order counts. */
    String place() {
        return topic + "/" + key;
    }
}

package dev.weir.data.database;

/** What to do about a save-point. */
public enum SavepointAction {
    /** Make it. */
    CREATE,
    /** Keep what happened since. */
    RELEASE,
    /** Undo what happened since, and forget it. */
    ROLLBACK
}

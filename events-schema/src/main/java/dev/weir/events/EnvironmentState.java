package dev.weir.events;

/** Whether an environment serves. */
public enum EnvironmentState {
    /** It serves. */
    ACTIVE,
    /** Requests are refused, pools are closed; settings and keys stay. */
    SUSPENDED
}

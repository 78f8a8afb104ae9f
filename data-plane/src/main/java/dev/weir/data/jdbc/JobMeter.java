package dev.weir.data.jdbc;

/** Runs a job of a connection's thread and charges its CPU time. */
@FunctionalInterface
public interface JobMeter {
    /** Charges nothing. */
    JobMeter UNMETERED = (_, job) -> job.run();

    /**
     * Runs the job on the calling thread.
     *
     * @param forRequest whether it is for a request; otherwise for the node itself
     */
    void run(boolean forRequest, Runnable job);
}

package dev.weir.data.plan;

import dev.weir.data.database.DatabaseFault;
import java.util.Map;

/** Tells clients of the database's faults in Prisma's words. */
public final class DatabaseFailures {
    private DatabaseFailures() {}

    /**
     * What a client is told of a fault of a statement that a plan made, of a transaction or of a
     * connection.
     */
    public static PlanFailure of(DatabaseFault fault, ClientVersion client) {
        return new PlanFailure(400, "P2039", fault.getMessage(), Map.of());
    }

    /** What a client is told of a fault of a statement that the application wrote itself. */
    public static PlanFailure ofRaw(DatabaseFault fault, ClientVersion client) {
        return new PlanFailure(400, "P2010", fault.getMessage(), Map.of());
    }
}

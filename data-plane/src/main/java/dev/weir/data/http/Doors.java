package dev.weir.data.http;

/**
 * All doors of a node, and what its listeners share.
 *
 * @param bodies the memory of all requests' bodies, own and handed on by peers
 */
public record Doors(PrismaDoor prisma, EngineDoor engine, SqlDoor sql, MemoryBudget bodies) {}

package dev.weir.data.http;

/** All doors of a node. */
public record Doors(PrismaDoor prisma, EngineDoor engine, SqlDoor sql) {}

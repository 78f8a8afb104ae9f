package dev.weir.data.plan;

/** A value that is the answer's JSON already. */
record Mapped(JsonOutput json) {}

package dev.weir.compiler;

/** JavaScript's undefined; its null is Java's. */
enum Undefined {
    UNDEFINED
}

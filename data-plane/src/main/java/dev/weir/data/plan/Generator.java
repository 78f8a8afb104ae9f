package dev.weir.data.plan;

/** What makes values while a plan runs. */
enum Generator {
    NOW,
    UUID,
    CUID,
    ULID,
    NANOID,
    PRODUCT
}

package dev.weir.data.plan;

/** A step of a plan. */
interface Node {}

/**
 * Measures Weir beside what it may be replaced with, all in one run on one machine: throughput,
 * latency, and above all the CPU time that the process in the middle uses per request.
 */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;

/**
 * The brokers, which carry committed changes and signals between nodes. Only {@code local} so far,
 * for a single node. Imports {@code log} and what lies below it.
 */
@NullMarked
package dev.ringside.cluster;

import org.jspecify.annotations.NullMarked;

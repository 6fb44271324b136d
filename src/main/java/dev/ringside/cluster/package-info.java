/**
 * This node among others: the brokers, which carry committed changes and signals between nodes
 * ({@code local}, {@code postgres}, {@code redis}), and who is there over all nodes. Only this
 * package touches the Redis client and LISTEN/NOTIFY. Imports {@code log} and what lies below it.
 */
@NullMarked
package dev.ringside.cluster;

import org.jspecify.annotations.NullMarked;

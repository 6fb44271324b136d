/** Tries to lose, double and reorder notifications: real processes, killed under load. */
@NullMarked
package dev.ringside.torture;

import org.jspecify.annotations.NullMarked;

/**
 * What operators see of a node: the one table of metrics, and the meters that are made by it. Alone
 * knows how they are kept and shown; whoever counts something holds a counter or a timer. Imports
 * nothing of the other packages.
 */
@NullMarked
package dev.ringside.metrics;

import org.jspecify.annotations.NullMarked;

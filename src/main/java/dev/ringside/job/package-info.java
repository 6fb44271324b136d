/**
 * Jobs: what takes long, and who is told how far it is. A job is a row with a lease, and one
 * notification that moves in place; what is reported faster than a person can read is held for a
 * moment and merged. Imports {@code inbox} and what lies below.
 */
@NullMarked
package dev.ringside.job;

import org.jspecify.annotations.NullMarked;

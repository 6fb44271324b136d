/**
 * What keeps inboxes and tables from growing for ever: expiry, a cap and an age, all by ordinary
 * deletes that open tabs see, and the removal of old tombstones. Every node sweeps; that a row goes
 * once comes from a condition that is looked at under its inbox's lock. Imports {@code inbox} and
 * what lies below.
 */
@NullMarked
package dev.ringside.retention;

import org.jspecify.annotations.NullMarked;

/**
 * The outbox: a table into which an application of the same PostgreSQL inserts notifications within
 * its own transaction. {@link dev.ringside.outbox.OutboxMover}, a chore, takes them from there in
 * portions ({@link dev.ringside.outbox.OutboxSource}) and puts them into inboxes; what is none is
 * moved to {@code outbox_failed}. Imports {@code inbox} and what lies below.
 */
@NullMarked
package dev.ringside.outbox;

import org.jspecify.annotations.NullMarked;

/**
 * Notifications that are delivered later: kept in the database, and delivered once, by whichever
 * node sees first that they are due. Implements the port {@link dev.ringside.inbox.Later}; imports
 * {@code inbox} and what lies below.
 */
@NullMarked
package dev.ringside.schedule;

import org.jspecify.annotations.NullMarked;

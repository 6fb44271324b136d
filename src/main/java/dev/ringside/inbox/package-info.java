/**
 * Notifications: what they are, the rule by which they change, and the log they stand in. A publish
 * goes {@link dev.ringside.inbox.NotificationResource} → {@link dev.ringside.inbox.InboxService} →
 * group commit → {@link dev.ringside.inbox.InboxWriter}; what sessions missed is read by {@link
 * dev.ringside.inbox.InboxReader}. Imports {@code identity}, {@code log} and what lies below.
 */
@NullMarked
package dev.ringside.inbox;

import org.jspecify.annotations.NullMarked;

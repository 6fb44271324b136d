/**
 * Topics: who has subscribed to what, and notifications to all subscribers, which are an operation
 * of {@code recipients} over an audience of its own. Imports {@code recipients}, {@code inbox} and
 * what lies below.
 */
@NullMarked
package dev.ringside.topic;

import org.jspecify.annotations.NullMarked;

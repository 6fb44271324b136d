/**
 * One notification to many: a list of users, a stream of lines, or an {@link
 * dev.ringside.recipients.Audience} such as everyone, which an operation goes through bit by bit
 * and goes on with after a crash from where it was. Imports {@code inbox} and what lies below; a
 * feature that knows an audience of its own, such as topics, implements the port.
 */
@NullMarked
package dev.ringside.recipients;

import org.jspecify.annotations.NullMarked;

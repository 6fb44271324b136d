/**
 * The Java client: it publishes, tells of jobs and follows inboxes, by the published protocol
 * alone. It needs nothing but the JDK and imports nothing of the rest of Ringside, so that it is a
 * jar of its own. Start at {@link dev.ringside.client.Ringside}.
 */
@NullMarked
package dev.ringside.client;

import org.jspecify.annotations.NullMarked;

/**
 * From a committed change to every tab: the registry {@link dev.ringside.push.WebSockets}, the
 * sessions and the one rule by which they follow their log ({@link dev.ringside.push.PushSession}),
 * the socket with its server, and the event stream and long poll, which are sessions of another
 * kind. Only this package touches {@code jakarta.websocket} and Tyrus. Imports the features and
 * what lies below them.
 */
@NullMarked
package dev.ringside.push;

import org.jspecify.annotations.NullMarked;

/**
 * What inboxes and rooms share: an ordered log that sessions follow. Here are its name, the
 * position of a follower in it, the change that took it from one revision to the next, the group
 * commit that writes it, and the ports through which the floors above are reached: {@link
 * dev.ringside.log.LogReader} (implemented by each kind of log), {@link dev.ringside.log.Broker}
 * (by {@code cluster}) and {@link dev.ringside.log.Delivery} (by {@code push}). Imports {@code
 * persistence}, {@code config} and {@code wire} at most.
 */
@NullMarked
package dev.ringside.log;

import org.jspecify.annotations.NullMarked;

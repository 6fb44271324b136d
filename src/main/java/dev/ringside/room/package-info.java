/**
 * Chat: a room is a log of messages that many follow, with members. Here are the messages and the
 * writer that orders them ({@link dev.ringside.room.RoomWriter}), who is a member and who is there
 * ({@link dev.ringside.room.Attendance}), direct rooms, retention, and the REST resources. Imports
 * {@code inbox}, which a mention rings, and what lies below it.
 */
@NullMarked
package dev.ringside.room;

import org.jspecify.annotations.NullMarked;

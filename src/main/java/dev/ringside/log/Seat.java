package dev.ringside.log;

/**
 * A user's place in a room, taken while a session of that user follows it.
 *
 * @param room the room's id
 * @param user the user's id
 */
public record Seat(String room, String user) {}

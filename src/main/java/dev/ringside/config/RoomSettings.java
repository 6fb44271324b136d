package dev.ringside.config;

/** Reads what the settings say of rooms. */
final class RoomSettings {

  private static final int MANY = 1_000_000;

  private RoomSettings() {}

  static RingsideConfig.Rooms read(Settings settings) {
    return new RingsideConfig.Rooms(
        settings.flag(Setting.ROOMS_BY_USERS),
        settings.seconds(Setting.ROOM_GRACE),
        settings.seconds(Setting.ROOM_EMPTY),
        settings.seconds(Setting.ROOM_ROUND),
        link(settings.text(Setting.ROOM_LINK)),
        settings.number(Setting.ROOM_MESSAGES_PER_SECOND, 0, MANY),
        settings.number(Setting.ROOM_PRESENCE_MEMBERS, 0, MANY),
        settings.seconds(Setting.ROOM_PRESENCE_PAUSE),
        settings.seconds(Setting.ROOM_TYPING),
        settings.number(Setting.ROOMS_PER_SESSION, 0, MANY));
  }

  private static String link(String text) {
    return text.equals("-") ? "" : text;
  }
}

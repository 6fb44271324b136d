package dev.ringside.config;

/** Reads what Ringside's own accounts are like. */
final class AccountSettings {

  private static final int LONGEST_PASSWORD = 256;

  /** Fewer are no protection, and are for tests; more than the upper bound take minutes. */
  private static final int FEWEST_ITERATIONS = 1_000;

  private static final int MOST_ITERATIONS = 100_000_000;

  private AccountSettings() {}

  static RingsideConfig.Accounts read(Settings from) {
    RingsideConfig.Accounts accounts =
        new RingsideConfig.Accounts(
            from.flag(Setting.ACCOUNTS),
            from.number(Setting.ACCOUNTS_PASSWORD_LENGTH, 1, LONGEST_PASSWORD),
            from.number(Setting.ACCOUNTS_ITERATIONS, FEWEST_ITERATIONS, MOST_ITERATIONS),
            from.number(Setting.ACCOUNTS_HASHES, 1, 1000),
            from.seconds(Setting.ACCOUNTS_HASH_WAIT),
            from.seconds(Setting.ACCOUNTS_SESSION_TTL),
            from.seconds(Setting.ACCOUNTS_REFRESH_TTL),
            from.secondsOrNone(Setting.ACCOUNTS_REFRESH_GRACE),
            guesses(from));
    if (accounts.refresh().compareTo(accounts.session()) < 0) {
      throw Settings.wrong(
          Setting.ACCOUNTS_REFRESH_TTL,
          "no shorter than " + Setting.ACCOUNTS_SESSION_TTL.variable());
    }
    return accounts;
  }

  private static RingsideConfig.Accounts.Guesses guesses(Settings from) {
    return new RingsideConfig.Accounts.Guesses(
        from.number(Setting.ACCOUNTS_GUESSES, 1, 1_000_000),
        from.number(Setting.ACCOUNTS_GUESSES_ADDRESS, 1, 1_000_000),
        from.seconds(Setting.ACCOUNTS_GUESS_WAIT),
        from.seconds(Setting.ACCOUNTS_GUESS_WAIT_NAME),
        from.seconds(Setting.ACCOUNTS_GUESS_WAIT_ADDRESS),
        from.seconds(Setting.ACCOUNTS_GUESS_FORGET));
  }
}

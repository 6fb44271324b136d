package dev.ringside.cli;

/** What the command line has done by the program as a whole. */
public interface Program {

  /**
   * Serves until the process is asked to stop.
   *
   * @throws dev.ringside.config.StartException where it cannot start
   */
  void serve();

  /**
   * Renews the generation of the database, whether a node runs on it or not.
   *
   * @throws dev.ringside.config.StartException where it cannot
   */
  void renewEpochs();
}

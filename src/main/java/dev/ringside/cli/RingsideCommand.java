package dev.ringside.cli;

import dev.ringside.config.StartException;
import dev.ringside.config.Version;
import dev.ringside.wire.ProblemException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The program, as it is called from a shell. */
@Command(
    name = "ringside",
    mixinStandardHelpOptions = true,
    versionProvider = RingsideCommand.OfTheBuild.class,
    synopsisSubcommandLabel = "[COMMAND]",
    description = "The notification sidecar. Without a command it serves.",
    footerHeading = "%n",
    footer = {
      "Everything else is a setting: RINGSIDE_HTTP_PORT=9090 in the environment, or",
      "ringside.http.port in ringside.properties. A command reads the same settings as",
      "the node, and may run beside it. Exit status: 0, 1 where it could not be done, 2",
      "where it was called wrongly."
    })
public final class RingsideCommand implements Runnable {

  /** The exit status of what could not be done. */
  private static final int FAILED = 1;

  /** The exit status of a command that is none. */
  private static final int MISUSED = 2;

  private final Program program;

  private RingsideCommand(Program program) {
    this.program = program;
  }

  /**
   * Does what the arguments ask for.
   *
   * @return the exit status of the process
   */
  public static int run(Program program, String... arguments) {
    IParameterExceptionHandler misuse = (e, _) -> misused(e);
    IExecutionExceptionHandler failure = (e, command, _) -> failed(command, e);
    return new CommandLine(new RingsideCommand(program))
        .addSubcommand(new RenewEpochsCommand(program))
        .addSubcommand(new GrantOutboxCommand())
        .addSubcommand(new KeysCommand())
        .addSubcommand(new RotateTokenSecretCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(misuse)
        .setExecutionExceptionHandler(failure)
        .execute(arguments);
  }

  @Override
  public void run() {
    program.serve();
  }

  private static int misused(ParameterException misuse) {
    CommandLine command = misuse.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("ringside: " + misuse.getMessage());
    command.usage(err);
    return MISUSED;
  }

  private static int failed(CommandLine command, Exception failure) throws Exception {
    if (failure instanceof StartException || failure instanceof ProblemException) {
      boolean serving = command.getParent() == null;
      command
          .getErr()
          .println("ringside" + (serving ? " cannot start: " : ": ") + failure.getMessage());
      return FAILED;
    }
    throw failure;
  }

  /** The version that was built. */
  static final class OfTheBuild implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ringside " + Version.text()};
    }
  }
}

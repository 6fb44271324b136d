package dev.ringside.cli;

import dev.ringside.cli.doctor.DoctorCommand;
import dev.ringside.cli.remote.CommandException;
import dev.ringside.cli.remote.DeliverCommand;
import dev.ringside.cli.remote.Exit;
import dev.ringside.cli.remote.InboxCommand;
import dev.ringside.cli.remote.ListenCommand;
import dev.ringside.cli.remote.NotifyCommand;
import dev.ringside.cli.remote.ReadCommand;
import dev.ringside.cli.remote.RoomsCommand;
import dev.ringside.cli.remote.RunCommand;
import dev.ringside.cli.remote.SayCommand;
import dev.ringside.cli.remote.StandardOutput;
import dev.ringside.client.RingsideException;
import dev.ringside.config.StartException;
import dev.ringside.config.Version;
import dev.ringside.wire.ProblemException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The program, as it is called from a shell. */
@Command(
    name = "ringside",
    mixinStandardHelpOptions = true,
    versionProvider = RingsideCommand.OfTheBuild.class,
    synopsisSubcommandLabel = "[COMMAND]",
    description = "The notification sidecar. Without a command it serves.",
    footerHeading = "%n",
    footer = {
      "notify, run, listen, inbox, read, rooms, say, deliver and bench are for any machine",
      "that reaches Ringside; the others work on the server's own settings and database.",
      "Everything else is a setting: RINGSIDE_HTTP_PORT=9090 in the environment, or",
      "ringside.http.port in ringside.properties.",
      "Exit status: 0; 1 where it could not be done; 2 where it was called wrongly; 3 where",
      "Ringside is away; 4 where it refuses the key; of run, that of the command."
    })
public final class RingsideCommand implements Runnable {

  /** The exit status of what could not be done. */
  private static final int FAILED = 1;

  /** The exit status of a command that is none. */
  private static final int MISUSED = 2;

  private final Program program;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Says of a fault of the program's where it was.")
  private boolean verbose;

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
    StandardOutput out = StandardOutput.take();
    CommandLine line =
        withCommands(new CommandLine(new RingsideCommand(program)), program, arguments)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExpandAtFiles(false)
            .setParameterExceptionHandler(misuse)
            .setExecutionExceptionHandler(failure);
    int status = isUnknown(line, arguments) ? unknown(line, arguments[0]) : line.execute(arguments);
    return whole(line, out, status);
  }

  /** What could not be written was not done, whatever the command says. */
  private static int whole(CommandLine line, StandardOutput out, int status) {
    String fault = out.fault();
    if (fault == null) {
      return status;
    }
    line.getErr().println("ringside: " + fault + ".");
    return status == 0 ? FAILED : status;
  }

  private static boolean isUnknown(CommandLine line, String... arguments) {
    return arguments.length > 0
        && !arguments[0].startsWith("-")
        && !line.getSubcommands().containsKey(arguments[0]);
  }

  private static int unknown(CommandLine line, String word) {
    String nearest =
        Likeness.nearest(word.toLowerCase(Locale.ROOT), line.getSubcommands().keySet());
    line.getErr()
        .println(
            "ringside: there is no command '%s'. The nearest is %s; ringside --help lists all."
                .formatted(word, nearest));
    return MISUSED;
  }

  @Override
  public void run() {
    program.serve();
  }

  /** Every command, by its name. */
  private static Map<String, Supplier<Object>> commands(Program program) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("notify", NotifyCommand::new);
    commands.put("run", RunCommand::new);
    commands.put("listen", ListenCommand::new);
    commands.put("inbox", InboxCommand::new);
    commands.put("read", ReadCommand::new);
    commands.put("rooms", RoomsCommand::new);
    commands.put("say", SayCommand::new);
    commands.put("deliver", DeliverCommand::new);
    commands.put("serve", () -> new ServeCommand(program));
    commands.put("doctor", DoctorCommand::new);
    commands.put("migrate", MigrateCommand::new);
    commands.put("keys", KeysCommand::new);
    commands.put("grant-outbox", GrantOutboxCommand::new);
    commands.put("renew-epochs", () -> new RenewEpochsCommand(program));
    commands.put("rotate-token-secret", RotateTokenSecretCommand::new);
    commands.put("bench", BenchCommand::new);
    return commands;
  }

  /**
   * Adds the command that is called alone, where that is the first word: what it does not need is
   * not loaded, and a short command is over before it would be.
   */
  private static CommandLine withCommands(CommandLine line, Program program, String... arguments) {
    Map<String, Supplier<Object>> commands = commands(program);
    Supplier<Object> called = arguments.length == 0 ? null : commands.get(arguments[0]);
    if (called != null) {
      return line.addSubcommand(called.get());
    }
    commands.values().forEach(each -> line.addSubcommand(each.get()));
    return line.addSubcommand(new AutoComplete.GenerateCompletion());
  }

  private static int misused(ParameterException misuse) {
    CommandLine command = misuse.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("ringside: " + misuse.getMessage());
    command.usage(err);
    return MISUSED;
  }

  private static int failed(CommandLine command, Exception failure) throws Exception {
    if (failure instanceof CommandException refused) {
      if (refused.exit() != Exit.DONE) {
        command.getErr().println("ringside: " + refused.getMessage());
      }
      return refused.exit().status();
    }
    if (failure instanceof RingsideException away) {
      command.getErr().println("ringside: " + away.getMessage());
      return Exit.of(away).status();
    }
    boolean serving = command.getParent() == null || command.getCommandName().equals("serve");
    if (failure instanceof StartException || failure instanceof ProblemException) {
      command
          .getErr()
          .println("ringside" + (serving ? " cannot start: " : ": ") + failure.getMessage());
      return FAILED;
    }
    if (serving || isVerbose(command)) {
      throw failure;
    }
    command.getErr().println("ringside: it failed: " + failure + "; --verbose says where.");
    return FAILED;
  }

  private static boolean isVerbose(CommandLine command) {
    return command.getCommandSpec().root().userObject() instanceof RingsideCommand all
        && all.verbose;
  }

  /** The version that was built. */
  static final class OfTheBuild implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Version.line()};
    }
  }
}

package dev.ringside.cli;

import dev.ringside.bench.Bench;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The load tool, which reads its arguments itself. */
@Command(
    name = "bench",
    description = "Loads a running Ringside and measures it; bench --help lists what there is.")
final class BenchCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "ARGUMENTS",
      description = "What to do, and its options, which its --help tells.")
  private List<String> arguments = List.of();

  /** Options are those of the tool, so they are passed on. */
  @Spec
  void takeAll(CommandSpec spec) {
    var _ = spec.parser().unmatchedOptionsArePositionalParams(true);
  }

  @Override
  public Integer call() {
    return Bench.run(arguments, System.out, System.err);
  }
}

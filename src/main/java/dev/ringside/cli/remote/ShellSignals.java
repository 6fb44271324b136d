package dev.ringside.cli.remote;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Signals that are sent to this process. The JDK has no public way to hear them; where this one is
 * missing they end the process, as they would have.
 */
final class ShellSignals {

  /**
   * What ends a program in good order, and what is sent to programs by arrangement. QUIT is the
   * JVM's own.
   */
  private static final List<String> HEARD =
      List.of("INT", "TERM", "HUP", "USR1", "USR2", "WINCH", "CONT");

  private static final Set<String> OF_A_TERMINAL = Set.of("INT", "WINCH", "CONT");

  private ShellSignals() {}

  /** Whether a terminal, or the shell at it, sends this one to all of the foreground by itself. */
  static boolean isOfATerminal(String name) {
    return OF_A_TERMINAL.contains(name);
  }

  /** Has signals told by name, on a thread of the JVM's, instead of ending this process. */
  static void hear(Consumer<String> heard) {
    for (String name : HEARD) {
      try {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object own =
            Proxy.newProxyInstance(
                handler.getClassLoader(),
                new Class<?>[] {handler},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "handle" -> {
                        heard.accept(name);
                        yield null;
                      }
                      case "hashCode" -> System.identityHashCode(proxy);
                      case "equals" ->
                          System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
                      default -> "signal " + name;
                    });
        Object _ =
            signal
                .getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), own);
      } catch (ReflectiveOperationException | IllegalArgumentException noneSuch) {
        // This platform has no such signal, or the JVM keeps it.
      }
    }
  }
}

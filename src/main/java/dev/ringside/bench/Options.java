package dev.ringside.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was said on the command line, {@code --name value} or {@code --name=value} each. */
final class Options {

  /**
   * One option that a command knows.
   *
   * @param name without the dashes
   * @param standard its value where it is not named; null makes it absent
   * @param help one line
   */
  record Option(String name, @Nullable String standard, String help) {

    /** One that needs no value and is off unless named. */
    static Option flag(String name, String help) {
      return new Option(name, FLAG_OFF, help);
    }

    boolean isFlag() {
      return FLAG_OFF.equals(standard);
    }
  }

  private static final String FLAG_OFF = "false";

  private final Map<String, String> values;

  private Options(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads arguments.
   *
   * @throws BenchException naming the argument that is not known or lacks its value
   */
  static Options parse(List<String> arguments, List<Option> known) {
    Map<String, Option> byName = known.stream().collect(Collectors.toMap(Option::name, o -> o));
    Map<String, String> values = new HashMap<>();
    for (Option option : known) {
      if (option.standard() != null) {
        values.put(option.name(), option.standard());
      }
    }
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      Option option = name.startsWith("--") ? byName.get(name.substring(2)) : null;
      if (option == null) {
        throw new BenchException("'" + name + "' is not an option of this command; see --help.");
      }
      if (equals >= 0) {
        values.put(option.name(), argument.substring(equals + 1));
      } else if (option.isFlag()) {
        values.put(option.name(), "true");
      } else if (i + 1 < arguments.size()) {
        values.put(option.name(), arguments.get(++i));
      } else {
        throw new BenchException(name + " needs a value.");
      }
    }
    return new Options(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  boolean isOn(String name) {
    return Boolean.parseBoolean(values.get(name));
  }

  /** The value of an option that must be there. */
  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new BenchException("--" + name + " is missing.");
    }
    return value;
  }

  /** A whole number from {@code least} up. */
  int number(String name, int least) {
    String value = text(name);
    try {
      int number = Integer.parseInt(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number that is too small.
    }
    throw new BenchException(
        "--" + name + " is a whole number from " + least + " up, not '" + value + "'.");
  }

  /** An address of the given scheme with a host, such as {@code http://127.0.0.1:8080}. */
  URI address(String name, String scheme) {
    return address(name, scheme, text(name));
  }

  /** One or more of them, with commas between. */
  List<URI> addresses(String name, String scheme) {
    return Stream.of(text(name).split(",", -1)).map(a -> address(name, scheme, a)).toList();
  }

  private static URI address(String name, String scheme, String value) {
    try {
      URI uri = URI.create(value);
      if (uri.getHost() != null && scheme.equals(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, like an address without a host.
    }
    throw new BenchException(
        "--" + name + " is an address like " + scheme + "://127.0.0.1:8080, not '" + value + "'.");
  }

  /** Where the server of an address is. */
  static InetSocketAddress resolve(URI address) {
    int port = address.getPort() < 0 ? 80 : address.getPort();
    var resolved = new InetSocketAddress(address.getHost(), port);
    if (resolved.isUnresolved()) {
      throw new BenchException("The host of " + address + " is not known.");
    }
    return resolved;
  }
}

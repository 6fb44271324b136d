package dev.ringside.identity.account;

import dev.ringside.support.Node;
import dev.ringside.support.RawSocket;
import dev.ringside.support.TestNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A browser as far as cookies go: it keeps them, and sends each where its path says. */
final class Browser {

  static final String ORIGIN = "http://app.example";

  private record Cookie(String value, String path) {}

  private final String origin;
  private final Map<String, Cookie> cookies = new LinkedHashMap<>();

  Browser() {
    this(ORIGIN);
  }

  Browser(String origin) {
    this.origin = origin;
  }

  TestNode.Answer call(Node node, String method, String path, @Nullable String body) {
    List<String> headers = new ArrayList<>(List.of("Origin", origin));
    String sent = header(path);
    if (!sent.isEmpty()) {
      headers.addAll(List.of("Cookie", sent));
    }
    TestNode.Answer answer = node.callAs(null, method, path, body, headers.toArray(String[]::new));
    answer.raw().headers().allValues("Set-Cookie").forEach(this::keep);
    return answer;
  }

  private String header(String path) {
    return cookies.entrySet().stream()
        .filter(each -> path.startsWith(each.getValue().path()))
        .map(each -> each.getKey() + "=" + each.getValue().value())
        .collect(Collectors.joining("; "));
  }

  private void keep(String setCookie) {
    String[] parts = setCookie.split("; ", -1);
    String[] pair = parts[0].split("=", 2);
    String path = attribute(parts, "Path");
    if ("0".equals(attribute(parts, "Max-Age"))) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], new Cookie(pair[1], path));
    }
  }

  private static String attribute(String[] parts, String name) {
    for (String part : parts) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new AssertionError("no " + name + " in " + String.join("; ", parts));
  }

  TestNode.Answer signUp(Node node, String name, String password) {
    return call(node, "POST", "/api/accounts", body(name, password));
  }

  TestNode.Answer signIn(Node node, String name, String password) {
    return call(node, "POST", "/api/accounts/sign-in", body(name, password));
  }

  TestNode.Answer refresh(Node node) {
    return call(node, "POST", "/api/accounts/refresh", null);
  }

  TestNode.Answer signOut(Node node) {
    return call(node, "POST", "/api/accounts/sign-out", null);
  }

  TestNode.Answer me(Node node) {
    return call(node, "GET", "/api/accounts/me", null);
  }

  static String body(String name, String password) {
    return "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}";
  }

  /** The value of the cookie whose name ends like this. */
  String cookie(String name) {
    return cookies.entrySet().stream()
        .filter(each -> each.getKey().endsWith(name))
        .map(each -> each.getValue().value())
        .findFirst()
        .orElse("");
  }

  boolean hasCookies() {
    return !cookies.isEmpty();
  }

  /** One that has the same cookies, from now on its own. */
  Browser copy() {
    Browser copy = new Browser(origin);
    copy.cookies.putAll(cookies);
    return copy;
  }

  /** Opens a socket by the cookies alone, and waits until it follows the inbox. */
  RawSocket socket(Node node) {
    RawSocket socket =
        RawSocket.open(node.socketAddress(), "Origin: " + origin, "Cookie: " + header("/ws"));
    socket.sendText("{\"type\":\"hello\"}");
    socket.readText();
    socket.readText();
    return socket;
  }
}

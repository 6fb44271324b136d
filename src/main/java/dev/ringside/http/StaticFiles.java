package dev.ringside.http;

import dev.ringside.wire.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of the class path's folder {@code webapp}, each read once and kept. Safe for any
 * thread; what is kept is bounded by what is packed. Reading blocks.
 */
final class StaticFiles {

  private static final String FOLDER = "webapp";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("ts", "text/plain; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("md", "text/markdown; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp3", "audio/mpeg"));

  private final PageHeaders headers;
  private final Map<String, File> files = new ConcurrentHashMap<>();

  StaticFiles(PageHeaders headers) {
    this.headers = headers;
  }

  @SuppressWarnings("ArrayRecordComponent") // Sent, never compared.
  private record File(String type, String tag, byte[] content) {}

  /**
   * Answers a request for a file.
   *
   * @param path decoded, with a slash at its start
   * @param knownTags the request's {@code If-None-Match}
   */
  Answer answer(String method, String path, @Nullable String knownTags) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Answer.of(
              Problem.of(Problem.Kind.METHOD_NOT_ALLOWED, "What can be done here is GET and HEAD."))
          .with("Allow", "GET, HEAD");
    }
    File file = find(path.endsWith("/") ? path + "index.html" : path);
    if (file == null) {
      return find(path + "/index.html") == null
          ? Answer.of(Problem.of(Problem.Kind.NOT_FOUND, "There is no page at this address."))
          : new Answer(308, Map.of("Location", lastSegment(path) + "/"), new byte[0]);
    }
    if (knownTags != null && isKnown(file.tag, knownTags)) {
      return new Answer(304, headers.now(), new byte[0]).with("ETag", file.tag);
    }
    return new Answer(200, headers.now(), file.content)
        .with("Content-Type", file.type)
        .with("ETag", file.tag);
  }

  private @Nullable File find(String path) {
    File file = files.get(path);
    if (file == null) {
      file = read(path);
      if (file != null) {
        files.put(path, file);
      }
    }
    return file;
  }

  private static @Nullable File read(String path) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null || !isPlain(path)) {
      return null;
    }
    URL url = StaticFiles.class.getClassLoader().getResource(FOLDER + path);
    try {
      if (url == null || isFolder(url)) {
        return null;
      }
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false);
      try (var in = connection.getInputStream()) {
        byte[] content = in.readAllBytes();
        return new File(type, tagOf(content), content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether each segment is a plain name: not empty, not hidden, no way up, no odd characters. */
  private static boolean isPlain(String path) {
    return path.startsWith("/")
        && path.chars().allMatch(c -> c > ' ' && c < 0x7f && "\\%:*?\"<>|;".indexOf(c) < 0)
        && Arrays.stream(path.substring(1).split("/", -1))
            .noneMatch(segment -> segment.isEmpty() || segment.startsWith("."));
  }

  private static boolean isFolder(URL url) throws IOException {
    if (url.getProtocol().equals("file")) {
      return !Files.isRegularFile(Path.of(URI.create(url.toString())));
    }
    return url.openConnection() instanceof JarURLConnection jar && jar.getJarEntry().isDirectory();
  }

  private static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static boolean isKnown(String tag, String knownTags) {
    return Arrays.stream(knownTags.split(","))
        .map(String::strip)
        .map(known -> known.startsWith("W/") ? known.substring(2) : known)
        .anyMatch(known -> known.equals("*") || known.equals(tag));
  }

  private static String tagOf(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java has SHA-256.", e);
    }
  }
}

package dev.ringside.http;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations of a resource's method say: one route.
 *
 * @param method the method
 * @param verb in lower case
 * @param path from the root, with names in braces
 */
record Route(Method method, String verb, String path) {

  /**
   * One named parameter.
   *
   * @param in {@code path}, {@code query} or {@code header}
   * @param otherwise its default, as a text
   */
  record Named(String in, String name, Type type, @Nullable String otherwise) {}

  /**
   * The body that a method takes.
   *
   * @param type a record, or a stream that is read as it arrives
   * @param required whether there must be one
   */
  record BodyOf(Class<?> type, boolean required) {}

  /** The routes of these resources, ordered by path. */
  static List<Route> of(Collection<Class<?>> resources) {
    List<Route> routes = new ArrayList<>();
    for (Class<?> resource : resources) {
      for (Method method : resource.getDeclaredMethods()) {
        verbOf(method).ifPresent(verb -> routes.add(new Route(method, verb, pathOf(method))));
      }
    }
    routes.sort(
        Comparator.comparing(Route::path)
            .thenComparing(Route::verb)
            .thenComparing(route -> route.method.getName()));
    return routes;
  }

  private static Optional<String> verbOf(Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (verb != null) {
        return Optional.of(verb.value().toLowerCase(Locale.ROOT));
      }
    }
    return Optional.empty();
  }

  /** The template of a method's path, from the root. */
  static String pathOf(Method method) {
    Path inner = method.getAnnotation(Path.class);
    String all =
        "/"
            + method.getDeclaringClass().getAnnotation(Path.class).value()
            + (inner == null ? "" : "/" + inner.value());
    // {id: [a-z]+} is {id} to those outside.
    return all.replaceAll("//+", "/").replaceAll("\\{\\s*(\\w+)\\s*:[^}]*}", "{$1}");
  }

  /** What it asks of those who call it. */
  Rule rule() {
    return Rule.of(method);
  }

  /** Its parameters of path, query and headers, in their order. */
  List<Named> parameters() {
    List<Named> named = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      Type type = parameter.getParameterizedType();
      DefaultValue value = parameter.getAnnotation(DefaultValue.class);
      String otherwise = value == null ? null : value.value();
      for (Annotation annotation : parameter.getAnnotations()) {
        switch (annotation) {
          case PathParam path -> named.add(new Named("path", path.value(), type, otherwise));
          case QueryParam query -> named.add(new Named("query", query.value(), type, otherwise));
          case HeaderParam header ->
              named.add(new Named("header", header.value(), type, otherwise));
          default -> {}
        }
      }
    }
    return named;
  }

  /** The body that it takes, if any: the parameter without an annotation of JAX-RS. */
  Optional<BodyOf> body() {
    for (Parameter parameter : method.getParameters()) {
      if (parameter.getAnnotations().length == 0 || parameter.getType().isRecord()) {
        boolean optional = parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
        boolean named = parameters().stream().anyMatch(p -> p.type() == parameter.getType());
        if (!named) {
          return Optional.of(new BodyOf(parameter.getType(), !optional));
        }
      }
    }
    return Optional.empty();
  }

  /** The media types that it reads. */
  List<String> reads() {
    Consumes here = method.getAnnotation(Consumes.class);
    Consumes there = method.getDeclaringClass().getAnnotation(Consumes.class);
    return here != null
        ? List.of(here.value())
        : there != null ? List.of(there.value()) : List.of();
  }

  /** The media types that it answers with. */
  List<String> writes() {
    Produces here = method.getAnnotation(Produces.class);
    Produces there = method.getDeclaringClass().getAnnotation(Produces.class);
    return here != null
        ? List.of(here.value())
        : there != null ? List.of(there.value()) : List.of();
  }

  @Override
  public String toString() {
    return verb.toUpperCase(Locale.ROOT) + " " + path;
  }
}

package dev.ringside.http;

import dev.ringside.wire.Problem;

/** Ends the reading of a request's head with the problem to answer. */
final class Refusal extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refusal(Problem.Kind kind, String detail) {
    super(detail);
    problem = Problem.of(kind, detail);
  }

  Problem problem() {
    return problem;
  }
}

package dev.ringside.bench;

/** Why a scenario cannot go on, in a sentence for the person at the terminal. */
final class BenchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BenchException(String sentence) {
    super(sentence);
  }

  BenchException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

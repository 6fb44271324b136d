package dev.ringside.wire.api;

/**
 * What one feature says of its resources; each feature that has some offers a bean of this type.
 */
public interface ApiPart {

  /** Says it: every operation, every parameter, every schema of the feature. */
  void describe(Api api);
}

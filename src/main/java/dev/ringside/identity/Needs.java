package dev.ringside.identity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scopes that an API key needs, all of them, to call a resource's method. Without it, a GET
 * needs {@code read} and everything else {@code publish}. What a user may do by a token is another
 * matter.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {
  /** The scopes. */
  Scope[] value();
}

package dev.ringside.persistence;

import java.util.List;

/** The entities of one feature; each feature that has some offers a bean of this type. */
public interface EntityClasses {

  /** Classes annotated with {@code @Entity}. */
  List<Class<?>> classes();
}

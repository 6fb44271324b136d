/**
 * The settings: one table of them ({@link dev.ringside.config.Setting}), read and checked once at
 * start into immutable records. Only this package touches the environment. Imports nothing of
 * Ringside.
 */
@NullMarked
package dev.ringside.config;

import org.jspecify.annotations.NullMarked;

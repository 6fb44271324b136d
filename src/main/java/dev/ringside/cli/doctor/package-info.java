/**
 * What {@code ringside doctor} looks at, a class for each group of checks. It changes nothing,
 * waits for nobody for long, and prints no secret.
 */
@NullMarked
package dev.ringside.cli.doctor;

import org.jspecify.annotations.NullMarked;

/**
 * The command line: what is asked of the program beside serving. Only this package touches picocli.
 * A command reaches the database by the side door and may run beside a node; what needs a node's
 * wiring, {@code app} does, through the port {@link dev.ringside.cli.Program}.
 */
@NullMarked
package dev.ringside.cli;

import org.jspecify.annotations.NullMarked;

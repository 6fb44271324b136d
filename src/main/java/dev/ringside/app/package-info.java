/** Start and stop, in order. Imports everything; nothing imports it. */
@NullMarked
package dev.ringside.app;

import org.jspecify.annotations.NullMarked;

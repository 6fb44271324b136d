/** The pages in a real browser. */
@NullMarked
package dev.ringside.page;

import org.jspecify.annotations.NullMarked;

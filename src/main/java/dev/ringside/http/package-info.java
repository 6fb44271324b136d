/**
 * The HTTP server: Jersey on Grizzly, who is asking, problem documents for all that goes wrong,
 * health, and the static files of {@code src/main/webapp}. The resources themselves live with their
 * features and are found by CDI. Only this package touches Jersey's server. Imports {@code
 * identity} and what lies below it.
 */
@NullMarked
package dev.ringside.http;

import org.jspecify.annotations.NullMarked;

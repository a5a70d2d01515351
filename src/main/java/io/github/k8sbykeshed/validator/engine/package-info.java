/**
 * Runs cases on the JUnit Platform: selection by tags and names, order, concurrency and the
 * deadline. What a case does is the scenario package's; what is written of it, the report
 * package's.
 */
@NullMarked
package io.github.k8sbykeshed.validator.engine;

import org.jspecify.annotations.NullMarked;

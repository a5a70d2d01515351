/**
 * What came of a run: cases, their steps and outcomes, and the file they are saved in. A saved run
 * holds all that the reports show.
 */
@NullMarked
package io.github.k8sbykeshed.validator.result;

import org.jspecify.annotations.NullMarked;

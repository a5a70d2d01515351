/**
 * How the reports of a run reach who asked for it: a folder, and in it what Sonobuoy and Hydrophone
 * collect. Whatever becomes of a run, something is handed in.
 */
@NullMarked
package io.github.k8sbykeshed.validator.submission;

import org.jspecify.annotations.NullMarked;

/**
 * From the results of a run to what may be the cause: which few things explain all that is not as
 * expected, and nothing that is. Pure functions, computed anew from every saved run.
 */
@NullMarked
package io.github.k8sbykeshed.validator.diagnosis;

import org.jspecify.annotations.NullMarked;

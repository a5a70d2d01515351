/**
 * What should be seen, and whether it was. Pure functions over probes' observations: nothing here
 * touches a cluster, so that a saved run can be judged and rendered again.
 */
@NullMarked
package io.github.k8sbykeshed.validator.expect;

import org.jspecify.annotations.NullMarked;

/** The names that Services have in the cluster's DNS. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.dualstack;

import org.jspecify.annotations.NullMarked;

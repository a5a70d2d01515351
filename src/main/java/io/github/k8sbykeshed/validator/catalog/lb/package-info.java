/** Services of type LoadBalancer, where the cluster has a provider of them. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.lb;

import org.jspecify.annotations.NullMarked;

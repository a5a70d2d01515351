/**
 * The only package that knows the Kubernetes client: facts of the cluster, the fleet of agents, the
 * links to them, and the objects of cases. It implements the scenario package's two ports.
 */
@NullMarked
package io.github.k8sbykeshed.validator.cluster;

import org.jspecify.annotations.NullMarked;

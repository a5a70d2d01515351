/** Pods that take a port of their node. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.hostport;

import org.jspecify.annotations.NullMarked;

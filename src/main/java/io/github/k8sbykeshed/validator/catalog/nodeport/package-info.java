/** Services by a port of every node. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.nodeport;

import org.jspecify.annotations.NullMarked;

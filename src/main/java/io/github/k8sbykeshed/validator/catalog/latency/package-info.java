/** How long changes take to be programmed on every node. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.latency;

import org.jspecify.annotations.NullMarked;

/** Session affinity: a client stays with its backend. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.affinity;

import org.jspecify.annotations.NullMarked;

/** Traffic policies: who may serve, and whose address is kept. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.policy;

import org.jspecify.annotations.NullMarked;

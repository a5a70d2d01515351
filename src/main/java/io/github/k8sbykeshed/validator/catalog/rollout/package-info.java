/** What clients notice of backends that are replaced. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.rollout;

import org.jspecify.annotations.NullMarked;

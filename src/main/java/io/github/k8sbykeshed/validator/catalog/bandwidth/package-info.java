/**
 * How much the network carries from pod to pod, and what Services take of it. Asked for it takes
 * all that there is, so it runs on request only.
 */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.bandwidth;

import org.jspecify.annotations.NullMarked;

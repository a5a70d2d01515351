/** Services without a ClusterIP, which DNS alone makes. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.headless;

import org.jspecify.annotations.NullMarked;

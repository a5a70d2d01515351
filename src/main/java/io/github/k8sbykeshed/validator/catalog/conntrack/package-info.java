/** What connection tracking remembers when endpoints change. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.conntrack;

import org.jspecify.annotations.NullMarked;

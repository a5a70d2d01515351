/** Services that stand for another name. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.externalname;

import org.jspecify.annotations.NullMarked;

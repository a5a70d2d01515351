@NullMarked
package io.github.k8sbykeshed.validator.compare;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.k8sbykeshed.validator.expect;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.k8sbykeshed.validator.result;

import org.jspecify.annotations.NullMarked;

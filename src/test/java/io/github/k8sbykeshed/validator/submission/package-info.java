@NullMarked
package io.github.k8sbykeshed.validator.submission;

import org.jspecify.annotations.NullMarked;

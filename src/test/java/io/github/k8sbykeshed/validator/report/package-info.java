@NullMarked
package io.github.k8sbykeshed.validator.report;

import org.jspecify.annotations.NullMarked;

/**
 * What can be asked of an agent, and what can come back. Plain immutable values and their wire
 * form; this package knows neither Kubernetes nor expectations.
 */
@NullMarked
package io.github.k8sbykeshed.validator.probe;

import org.jspecify.annotations.NullMarked;

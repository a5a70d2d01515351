/**
 * The commands of svc-test. The only place where all parts are wired together, and the only one
 * that prints, exits and listens for signals.
 */
@NullMarked
package io.github.k8sbykeshed.validator.cli;

import org.jspecify.annotations.NullMarked;

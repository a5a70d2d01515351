/**
 * What a scenario is and what it may do. A scenario is straight-line code against {@link
 * io.github.k8sbykeshed.validator.scenario.Lab}; waiting, controls and cleaning up are done here,
 * for all of them alike.
 */
@NullMarked
package io.github.k8sbykeshed.validator.scenario;

import org.jspecify.annotations.NullMarked;

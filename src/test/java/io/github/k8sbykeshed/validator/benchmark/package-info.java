/**
 * What a large cluster costs the driver, measured: run by hand or by the build's target for
 * benchmarks, never as a test, since a machine that others use too would fail it.
 */
@NullMarked
package io.github.k8sbykeshed.validator.benchmark;

import org.jspecify.annotations.NullMarked;

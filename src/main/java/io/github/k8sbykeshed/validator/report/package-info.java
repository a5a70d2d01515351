/**
 * What a person, a CI server or Sonobuoy reads of a run. Every report is a pure function of the
 * saved result, so that it can be rendered again without a cluster.
 */
@NullMarked
package io.github.k8sbykeshed.validator.report;

import org.jspecify.annotations.NullMarked;

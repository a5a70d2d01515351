/**
 * Saved runs side by side: what a change of version, proxy or cluster made better or worse. Pure
 * functions of runs.
 */
@NullMarked
package io.github.k8sbykeshed.validator.compare;

import org.jspecify.annotations.NullMarked;

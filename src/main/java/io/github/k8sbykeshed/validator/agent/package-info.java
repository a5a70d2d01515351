/**
 * The process in the pod: servers that say who they are, a prober, and the control endpoint through
 * which a driver asks. It trusts nobody who has not said the token, and it keeps running whatever
 * becomes of the driver.
 */
@NullMarked
package io.github.k8sbykeshed.validator.agent;

import org.jspecify.annotations.NullMarked;

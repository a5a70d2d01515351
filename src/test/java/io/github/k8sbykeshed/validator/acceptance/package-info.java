/**
 * The whole program against a real cluster: healthy, and with real faults. The cluster and the
 * program are named by environment variables; {@code make test} sets them.
 */
package io.github.k8sbykeshed.validator.acceptance;

/** Services by their ClusterIP: who reaches whom, and who is seen to ask. */
@NullMarked
package io.github.k8sbykeshed.validator.catalog.clusterip;

import org.jspecify.annotations.NullMarked;

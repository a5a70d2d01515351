/**
 * The behaviours that are validated: a package a feature, a class a scenario. A class put here is
 * found by {@link io.github.k8sbykeshed.validator.catalog.Catalog} and runs.
 */
@NullMarked
package io.github.k8sbykeshed.validator.catalog;

import org.jspecify.annotations.NullMarked;

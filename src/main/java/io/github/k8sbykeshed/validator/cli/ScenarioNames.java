package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import java.util.Iterator;

/** The ids of all scenarios, for shells to complete. */
final class ScenarioNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Catalog.scenarios().stream().map(each -> each.spec().id()).iterator();
    }
}

package io.github.k8sbykeshed.validator.catalog.topology;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Place;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which backends are near a client. */
final class Near {

    private Near() {}

    /** The backends of the client's zone; all if there are none, or its node has no zone. */
    static Set<String> inZone(Lab lab, Place from, List<Place> backends) {
        String zone = lab.clients().zone(from);
        var near =
                backends.stream()
                        .filter(each -> !zone.isEmpty() && lab.clients().zone(each).equals(zone))
                        .map(Place::id)
                        .collect(Collectors.toSet());
        return near.isEmpty() ? backends.stream().map(Place::id).collect(Collectors.toSet()) : near;
    }

    /** The backend on the client's node; those of its zone if there is none. */
    static Set<String> onNode(Lab lab, Place from, List<Place> backends) {
        return backends.stream()
                .filter(each -> each.node().equals(from.node()))
                .map(each -> Set.of(each.id()))
                .findFirst()
                .orElseGet(() -> inZone(lab, from, backends));
    }
}

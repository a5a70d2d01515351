package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Control;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Attempt.First;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.LossTable.Count;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import io.github.k8sbykeshed.validator.result.LossTable.Sum;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the first packets of a run, from node to node. All methods may be called at once. */
final class Packets {

    private record Key(String from, String to, Path path, Protocol protocol, Family family) {}

    private final Map<Key, Sum> counts = new ConcurrentHashMap<>();

    /** What has been counted so far. */
    List<Count> counts() {
        return counts.entrySet().stream()
                .map(each -> {
                    Key key = each.getKey();
                    return new Count(
                            key.from(),
                            key.to(),
                            key.path(),
                            key.protocol(),
                            key.family(),
                            each.getValue().sent(),
                            each.getValue().lost());
                })
                .sorted(
                        Comparator.comparing(Count::from)
                                .thenComparing(Count::to)
                                .thenComparing(Count::path)
                                .thenComparing(Count::protocol)
                                .thenComparing(Count::family))
                .toList();
    }

    /**
     * Counts those of a cell that hopes for an answer, and of its control. A Service of which
     * nothing came through does not lose packets, it does not work: the cell says so.
     *
     * @param asks the control past the Service, by who asks for it
     */
    void count(
            Place from,
            Access to,
            Expectation expectation,
            List<Attempt> attempts,
            List<Asks> asks) {
        if (expectation.isPositive()
                && isPlain(to)
                && isOwnProxys(from, to)
                && attempts.stream().anyMatch(each -> !each.observation().mayBeLoss())) {
            attempts.forEach(each -> count(from, to.target(), to.backends(), Path.SERVICE, each));
        }
        for (Asks each : asks) {
            String agent = each.control().agent();
            if (!agent.isEmpty()) {
                for (Attempt attempt : each.control().attempts()) {
                    add(from(each.from()), Source.nodeOf(agent), Path.DIRECT, to.target(), attempt);
                }
            }
        }
    }

    /**
     * The share of first packets that the network may lose at most of what goes from one node to
     * others past Services, as far as they were counted, but for {@link LossTable#MISS}.
     */
    double mostLost(String node) {
        Sum sum = new Sum(0, 0);
        for (var each : counts.entrySet()) {
            Key key = each.getKey();
            if (key.path() == Path.DIRECT && key.from().equals(node) && !key.to().equals(node)) {
                sum = sum.plus(each.getValue());
            }
        }
        return sum.interval().high();
    }

    /** A control, and who asks it. */
    record Asks(Place from, Control control) {}

    /** Counts one attempt. */
    void count(Place from, Target target, List<Place> backends, Path path, Attempt attempt) {
        String to =
                attempt.observation() instanceof Answered(Reply.Identity by)
                        ? Source.nodeOf(by.agent())
                        : backends.size() == 1 ? backends.getFirst().node() : "";
        if (!to.isEmpty()) {
            add(from(from), to, path, target, attempt);
        }
    }

    private void add(String from, String to, Path path, Target target, Attempt attempt) {
        First first = attempt.trail().first();
        if (first != First.UNKNOWN) {
            counts.merge(
                    new Key(from, to, path, target.protocol(), target.family()),
                    new Sum(1, first == First.LOST ? 1 : 0),
                    Sum::plus);
        }
    }

    private static String from(Place place) {
        return place.node();
    }

    private static boolean isPlain(Access to) {
        return to.dialling().equals(Access.Dialling.ANYHOW)
                && to.target().speech() instanceof Target.Speech.ToAgent;
    }

    /** Whether packets go straight from the source's node to the backend's. */
    private static boolean isOwnProxys(Place from, Access to) {
        return switch (to.target().reach()) {
            case CLUSTER_IP -> from.kind() != Source.Kind.OUTSIDE;
            case NODE_PORT -> {
                String node = to.target().traits().node();
                yield node.equals(from.node())
                        || to.backends().stream().allMatch(each -> each.node().equals(node));
            }
            case LOAD_BALANCER, EXTERNAL_IP, DNS_NAME, HOST_PORT, DIRECT -> false;
        };
    }
}

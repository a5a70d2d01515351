package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What kube-proxy says of itself by its status server, which listens on each node's loopback. */
public final class KubeProxy {

    private static final Target MODE =
            new Target(
                    Reach.DIRECT,
                    "kube-proxy's status",
                    new Address("127.0.0.1"),
                    10_249,
                    Protocol.TCP,
                    new Speech.Http("/proxyMode"));

    private final Surroundings around;

    KubeProxy(Surroundings around) {
        this.around = around;
    }

    /**
     * How it works on the nodes, such as {@code iptables}; nothing of nodes where another proxy
     * works, or that have no host agent to ask it.
     */
    public Set<String> modes() {
        Plan plan = new Plan();
        List<Plan.Ref> refs =
                around.hosts().stream()
                        .map(host -> plan.add(host, Probe.once(MODE, Asking.ANSWER_MILLIS)))
                        .toList();
        Plan.Running running;
        try {
            running = plan.run(around.prober(), around.inFlight());
        } catch (InterruptedException e) {
            throw Ended.stopped();
        }
        Set<String> modes = new TreeSet<>();
        for (Attempt attempt : running.attempts(refs)) {
            if (attempt.observation() instanceof Observation.Answered(Reply.Http http)) {
                modes.add(http.body().strip());
            }
        }
        return modes;
    }
}

package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who has let a whole budget pass: a proxy, a DNS server, a speaker for load balancers. The cases
 * that follow need not wait as long for it again, as long as it serves nothing new meanwhile. What
 * is waited for less is judged all the same, by its steady round. All methods may be called at
 * once.
 */
final class Patience {

    /** Longer than a proxy that works takes. */
    static final Duration LEAST = Duration.ofSeconds(3);

    private static final int QUARTER = 4;

    /** A busy cluster may take so many times as long as the slowest change of the run took. */
    private static final int TIMES = 3;

    /**
     * Who has to see a change.
     *
     * @param where the node whose proxy it is; an address where it is no node's
     */
    record Who(String where, Reach reach, Family family) {
        static Who of(Place from, Access to) {
            var target = to.target();
            String where =
                    switch (target.reach()) {
                        case NODE_PORT, HOST_PORT -> target.traits().node();
                        case DNS_NAME -> target.address().value();
                        case CLUSTER_IP, LOAD_BALANCER, EXTERNAL_IP, DIRECT ->
                                from.kind() == Source.Kind.OUTSIDE ? from.id() : from.node();
                    };
            return new Who(where, target.reach(), target.family());
        }
    }

    private final Map<Who, Integer> strikes = new ConcurrentHashMap<>();
    private final AtomicLong slowestMillis = new AtomicLong();

    /** How long to wait for it, of this budget. */
    Duration of(Who who, Duration budget) {
        int before = strikes.getOrDefault(who, 0);
        Duration slow = Duration.ofMillis(TIMES * slowestMillis.get());
        Duration enough = slow.compareTo(LEAST) < 0 ? LEAST : slow;
        Duration least = budget.compareTo(enough) < 0 ? budget : enough;
        Duration quarter = budget.dividedBy(QUARTER);
        return before == 0 ? budget : before > 1 || quarter.compareTo(least) < 0 ? least : quarter;
    }

    /** It did not see a change within what it was given. */
    void ranOut(Who who) {
        strikes.merge(who, 1, Integer::sum);
    }

    /** It serves something new. */
    void serves(Who who) {
        strikes.remove(who);
    }

    /** A change was seen so long after it was begun to be waited for. */
    void seenAfter(long micros) {
        slowestMillis.accumulateAndGet(micros / 1_000, Math::max);
    }
}

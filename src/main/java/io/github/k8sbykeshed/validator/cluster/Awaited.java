package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.github.k8sbykeshed.validator.cluster.AgentPods.Wanted;
import io.github.k8sbykeshed.validator.cluster.PodStarter.Come;
import io.github.k8sbykeshed.validator.cluster.PodStarter.Lost;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An agent that is waited for. */
final class Awaited {

    private final Wanted wanted;
    private final String token;
    private final Function<Wanted, Connector> ways;
    private final PodWatch watch;
    private @Nullable AgentLink link;
    private boolean seen;
    private long hopelessSince;

    /**
     * @param token what the agent has to be told
     * @param ways the ways to agents whose pods run
     * @param watch is told when the agent speaks
     */
    Awaited(Wanted wanted, String token, Function<Wanted, Connector> ways, PodWatch watch) {
        this.wanted = wanted;
        this.token = token;
        this.ways = ways;
        this.watch = watch;
    }

    Wanted wanted() {
        return wanted;
    }

    /** Opens the link as soon as there is something at its other end. */
    private AgentLink open() {
        AgentLink before = link;
        if (before != null) {
            return before;
        }
        var opened = new AgentLink(wanted.source().id(), token, ways.apply(wanted));
        link = opened;
        Thread.startVirtualThread(() -> awaitWelcome(opened));
        return opened;
    }

    private void awaitWelcome(AgentLink opened) {
        try {
            opened.awaitInfo(Duration.ofDays(1));
            watch.changed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        AgentLink open = link;
        if (open != null) {
            open.close();
        }
    }

    /** The agent, if it can be spoken to by now. */
    @Nullable Come arrived(@Nullable Pod pod) {
        if (pod == null || !PodState.isRunning(pod)) {
            return null;
        }
        AgentLink opened = open();
        return opened.info()
                .filter(info -> info.identity().equals(wanted.source().id()))
                .map(info -> new Come(wanted, pod, opened, info))
                .orElse(null);
    }

    /** Whether waiting is in vain: its pod is gone, has ended, or stays in a state without hope. */
    boolean isHopeless(@Nullable Pod pod) {
        if (pod == null) {
            return seen;
        }
        seen = true;
        if (PodState.hasEnded(pod) || link != null && link.trouble().isPresent()) {
            return true;
        }
        var after = PodState.hopelessAfter(pod);
        if (after.isEmpty()) {
            hopelessSince = 0;
            return false;
        }
        if (hopelessSince == 0) {
            hopelessSince = System.nanoTime();
        }
        return System.nanoTime() - hopelessSince > after.get().toNanos();
    }

    /** What is known of it when it is given up. */
    Lost lost(@Nullable Pod pod, Duration waited) {
        String after = "after " + waited.toSeconds() + " s";
        if (pod == null) {
            return new Lost(wanted, seen ? Absent.DELETED : Absent.SILENCE, after);
        }
        Absent cause = PodState.cause(pod);
        AgentLink opened = link;
        if (cause == Absent.UNREACHED && opened != null) {
            return opened.trouble()
                    .map(why -> new Lost(wanted, Absent.UNWILLING, why))
                    .orElseGet(() ->
                            new Lost(
                                    wanted,
                                    cause,
                                    after + opened.unreached().map(why -> ": " + why).orElse("")));
        }
        String words = PodState.words(pod);
        return new Lost(
                wanted,
                cause,
                cause == Absent.ENDED ? words : after + (words.isEmpty() ? "" : ": " + words));
    }
}

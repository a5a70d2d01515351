package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Attempt.First;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Probe.Repeat;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.ArrayList;
import java.util.List;

/** Packets that are sent on one leg of a way to a backend, and how many were lost. */
final class Leg {
    /** Attempts that have to follow each other are only made in the first stages. */
    private static final int MOST_IN_TURN = 28;

    private final Place from;
    private final Probe probe;

    /** Whether attempts come from one port, so that one has to follow the other. */
    private final boolean inTurn;

    private int sent;
    private int lost;
    private List<Plan.Ref> refs = List.of();

    private Leg(Place from, Probe probe, boolean inTurn) {
        this.from = from;
        this.probe = probe;
        this.inTurn = inTurn;
    }

    static Leg byService(Place from, Access to) {
        boolean inTurn = to.dialling().sourcePort() != 0;
        int millis = inTurn ? Asking.CONVERGING_MILLIS : Asking.PACKET_MILLIS;
        Probe probe = to.dialled(Probe.once(to.target(), millis));
        return new Leg(from, probe, inTurn);
    }

    static Leg past(Place from, Target target, Access to) {
        Probe probe = Probe.once(target, Asking.PACKET_MILLIS);
        return new Leg(from, probe.withPayload(to.dialling().payloadBytes()), false);
    }

    /** Begins to ask so many times. */
    void begin(Plan plan, int times) {
        refs = new ArrayList<>();
        if (inTurn && times <= MOST_IN_TURN) {
            refs.add(plan.add(from, probe.repeated(Repeat.times(times, 1))));
        }
    }

    void ask(Plan plan) {
        if (!inTurn) {
            refs.add(plan.add(from, probe));
        }
    }

    void hear(Plan.Running running) {
        for (Attempt attempt : running.attempts(refs)) {
            if (!(attempt.observation() instanceof NotObserved)) {
                sent++;
                lost += isLost(attempt) ? 1 : 0;
            }
        }
    }

    int sent() {
        return sent;
    }

    int lost() {
        return lost;
    }

    private static boolean isLost(Attempt attempt) {
        return attempt.trail().first() == First.LOST || attempt.observation().mayBeLoss();
    }
}

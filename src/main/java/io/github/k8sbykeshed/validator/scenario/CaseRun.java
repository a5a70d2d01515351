package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.util.ArrayList;
import java.util.List;

/** The life of a case: what it comes to, and that it leaves nothing behind. */
final class CaseRun {

    private final Case theCase;
    private final CaseObjects objects;
    private final Steps steps;
    private final Lab lab;

    /**
     * @param earlier how many Services the case made before it began again
     * @param note what the first step says beside its name
     */
    private CaseRun(Case theCase, Surroundings around, int earlier, String note) {
        this.theCase = theCase;
        var clock = new ChangeClock(around.budgets().endpoint());
        this.objects = new CaseObjects(theCase, around, clock, earlier);
        this.steps = new Steps(around, clock, objects, note);
        this.lab = new Lab(objects, steps, clock);
    }

    /** Runs a case. Never throws: what goes wrong is the outcome. */
    static CaseResult run(Case theCase, Surroundings all) {
        Surroundings around = all.of(theCase);
        var hindrance = theCase.hindrance(around);
        if (hindrance.isPresent()) {
            return theCase.without(hindrance.get());
        }
        long begin = System.nanoTime();
        CaseRun run = new CaseRun(theCase, around, 0, "");
        Outcome outcome = run.outcome();
        String moved = run.objects.moved();
        List<String> left = new ArrayList<>();
        if (!moved.isEmpty() && !around.own().containsKey(theCase.slug())) {
            // What was asked at addresses that others have now says nothing of Services.
            left.addAll(run.objects.cleanUp());
            int earlier = run.objects.nextService();
            run = new CaseRun(theCase, around, earlier, ", again after " + moved);
            outcome = run.outcome();
            moved = run.objects.moved();
        }
        if (!moved.isEmpty()) {
            outcome = new Outcome.Inconclusive(moved + " while that was asked");
        }
        long millis = (System.nanoTime() - begin) / 1_000_000;
        left.addAll(run.objects.cleanUp());
        return theCase.result(outcome, millis, run.steps.all()).leaving(left);
    }

    private Outcome outcome() {
        try {
            theCase.scenario().run(lab);
            return steps.all().isEmpty()
                    ? new Outcome.Inconclusive("the scenario expected nothing")
                    : new Outcome.Conforms();
        } catch (Ended e) {
            return e.outcome;
        } catch (ClusterException e) {
            if (Thread.currentThread().isInterrupted()) {
                return Ended.stopped().outcome;
            }
            String why = String.valueOf(e.getMessage());
            return e.isByPolicy() ? new Outcome.NotApplicable(why) : new Outcome.Inconclusive(why);
        } catch (RuntimeException | Error e) {
            return new Outcome.Inconclusive("internal error in the scenario: " + e);
        }
    }
}

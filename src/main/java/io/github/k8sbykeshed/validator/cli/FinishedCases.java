package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Progress;
import io.github.k8sbykeshed.validator.scenario.Case;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The results of the cases that have ended, which they do in many threads. */
final class FinishedCases implements Progress {

    private final Map<String, CaseResult> byName = new HashMap<>();

    @Override
    public void planned(int cases) {}

    @Override
    public void started(String name) {}

    @Override
    public synchronized void finished(CaseResult result) {
        byName.put(result.name(), result);
    }

    /**
     * A result of each of these cases.
     *
     * @param why those that have none did not run
     */
    synchronized List<CaseResult> inOrderOf(List<Case> cases, String why) {
        return cases.stream()
                .map(each -> {
                    CaseResult result = byName.get(each.name());
                    return result == null ? each.without(new Outcome.NotRun(why)) : result;
                })
                .toList();
    }
}

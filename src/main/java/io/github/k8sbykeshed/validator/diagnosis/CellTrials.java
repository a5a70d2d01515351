package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.expect.ReasonCode;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The trials of a cell that asks a Service, by what was asked of it. */
final class CellTrials {

    private final Surveyor surveyor;
    private final Trial trial;

    /** Its values are those of the cell's source and target. */
    CellTrials(Surveyor surveyor, Trial trial) {
        this.surveyor = surveyor;
        this.trial = trial;
    }

    void visit(
            Reader.Cell cell, Wanted wanted, Source source, Target target, Reader.Visitor visitor) {
        Table.Evidence evidence = cell.evidence();
        if (evidence == null) {
            conforming(cell, wanted, source, target, visitor);
            return;
        }
        List<Attempt> attempts = Shares.observed(evidence.attempts());
        if (attempts.isEmpty()) {
            return;
        }
        if (wanted.kind().isAnswer()) {
            hoped(cell, evidence.code(), wanted, source, target, attempts, visitor);
        } else {
            unhoped(cell, wanted, attempts, visitor);
        }
    }

    private void conforming(
            Reader.Cell cell, Wanted wanted, Source source, Target target, Reader.Visitor visitor) {
        int made = Math.max(1, cell.step().table().attempts(cell.row(), cell.column()));
        if (!wanted.kind().isAnswer()) {
            tell(Facet.LINGERING, made, 0, cell, visitor);
            if (wanted.kind() == Wanted.Kind.REFUSAL) {
                tell(Facet.DROPPED, 1, 0, cell, visitor);
            }
            return;
        }
        if (wanted.agents().size() > 1 && wanted.showsEveryBackend()) {
            int all = wanted.agents().size();
            for (String backend : wanted.agents()) {
                way(source, target, backend);
                trial.count(1.0 / all, (double) made / all, 0);
                tell(wanted.answer(target.reach()), cell, visitor);
                trial.count(1, (double) made / all, 0);
                tell(Facet.MISSING, cell, visitor);
            }
            way(source, target, "");
        } else {
            way(source, target, wanted.backend());
            tell(wanted.answer(target.reach()), made, 0, cell, visitor);
        }
        if (!wanted.agents().isEmpty()) {
            tell(Facet.STRANGER, made, 0, cell, visitor);
        }
        if (wanted.isBound()) {
            tell(Facet.AFFINITY, 1, 0, cell, visitor);
        }
        if (wanted.kind() == Wanted.Kind.ANOTHER_BACKEND) {
            tell(Facet.FORGETTING, 1, 0, cell, visitor);
        }
        for (Facet facet : wanted.facets()) {
            tell(facet, made, 0, cell, visitor);
        }
    }

    /** Whether it is not known which node's proxy is the first to have to do with it. */
    private static boolean entersAnywhere(Source source, Target target) {
        return source.kind() == Source.Kind.OUTSIDE
                && (target.reach() == Target.Reach.LOAD_BALANCER
                        || target.reach() == Target.Reach.EXTERNAL_IP);
    }

    private void hoped(
            Reader.Cell cell,
            ReasonCode code,
            Wanted wanted,
            Source source,
            Target target,
            List<Attempt> attempts,
            Reader.Visitor visitor) {
        List<Attempt> answered = Shares.which(attempts, Wanted::isAnswer);
        int silent = attempts.size() - answered.size();
        trial.isVague = silent > 0 && entersAnywhere(source, target);
        if (wanted.agents().size() > 1 && !wanted.isBound()) {
            Shares.of(attempts, wanted.agents())
                    .forEach((backend, share) -> {
                        way(source, target, backend);
                        trial.count(share.made() / attempts.size(), share.made(), share.lost());
                        tell(wanted.answer(target.reach()), cell, visitor);
                    });
            way(source, target, "");
        } else {
            way(source, target, wanted.backend());
            trial.isVague |= wanted.isBound() && wanted.agents().size() > 1 && silent > 0;
            tell(wanted.answer(target.reach()), attempts.size(), silent, cell, visitor);
        }
        trial.isVague = false;
        if (answered.isEmpty()) {
            return;
        }
        List<Attempt> right = Shares.which(answered, wanted::isExpected);
        Set<String> seen = new TreeSet<>();
        right.forEach(each -> {
            if (each.observation() instanceof Answered(Reply.Identity by)) {
                seen.add(by.agent());
            }
        });
        if (!wanted.agents().isEmpty()) {
            int strange = answered.size() - right.size();
            tell(Facet.STRANGER, answered.size(), strange, cell, visitor);
        }
        if (code == ReasonCode.BACKEND_MISSING) {
            for (String backend : wanted.agents()) {
                way(source, target, backend);
                trial.count(1, 1, seen.contains(backend) ? 0 : 1);
                tell(Facet.MISSING, cell, visitor);
            }
            way(source, target, "");
        }
        if (wanted.isBound() && right.size() > 1) {
            tell(Facet.AFFINITY, 1, seen.size() > 1 ? 1 : 0, cell, visitor);
        }
        if (code == ReasonCode.NOT_CHOSEN_ANEW) {
            tell(Facet.FORGETTING, 1, 1, cell, visitor);
        }
        for (Facet facet : wanted.facets()) {
            long wrong =
                    right.stream()
                            .filter(each -> !wanted.isRight(facet, each.observation()))
                            .count();
            if (!right.isEmpty()) {
                tell(facet, right.size(), wrong, cell, visitor);
            }
        }
    }

    private void unhoped(
            Reader.Cell cell, Wanted wanted, List<Attempt> attempts, Reader.Visitor visitor) {
        long answered =
                attempts.stream().filter(each -> Wanted.isAnswer(each.observation())).count();
        tell(Facet.LINGERING, attempts.size(), answered, cell, visitor);
        if (wanted.kind() == Wanted.Kind.REFUSAL && answered == 0) {
            boolean said = attempts.stream().anyMatch(each -> each.observation().isRejection());
            tell(Facet.DROPPED, 1, said ? 0 : 1, cell, visitor);
        }
    }

    private void way(Source source, Target target, String backend) {
        surveyor.way(trial, surveyor.start(source, target), source, backend);
    }

    private void tell(
            Facet facet, double made, double failing, Reader.Cell cell, Reader.Visitor visitor) {
        trial.count(1, made, failing);
        tell(facet, cell, visitor);
    }

    private void tell(Facet facet, Reader.Cell cell, Reader.Visitor visitor) {
        trial.facet = facet;
        visitor.visit(cell, trial);
    }
}

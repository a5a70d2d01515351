package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the rows and columns of one matrix are called, each in one harmless line.
 *
 * @param rows the sources' names
 * @param columns the targets' names
 */
record Names(List<String> rows, List<String> columns) {

    /** Whole ones: {@code node/namespace/pod}, and the targets' labels. */
    static Names whole(Matrix matrix) {
        return new Names(
                matrix.sources().stream().map(each -> Text.line(each.id())).toList(),
                matrix.targets().stream().map(each -> Text.line(each.label())).toList());
    }

    /**
     * Short ones: {@code worker-2}, {@code worker-2 (host)}, {@code outside}; where two rows or two
     * columns would be called the same, these have their whole names.
     */
    static Names brief(Matrix matrix) {
        Names whole = whole(matrix);
        List<String> rows = matrix.sources().stream().map(Names::brief).toList();
        Map<String, String> agents = new HashMap<>();
        matrix.sources().forEach(each -> agents.put(each.id(), brief(each)));
        for (Expectation each : matrix.expectations()) {
            for (String agent : each.agents()) {
                agents.putIfAbsent(agent, Text.line(nodeOf(agent)));
            }
        }
        List<String> columns =
                matrix.targets().stream()
                        .map(Target::label)
                        .map(each -> agents.getOrDefault(each, Text.line(each)))
                        .toList();
        return new Names(unlike(rows, whole.rows()), unlike(columns, whole.columns()));
    }

    private static String brief(Source source) {
        return Text.line(
                switch (source.kind()) {
                    case POD -> source.node();
                    case HOST -> source.node() + " (host)";
                    case OUTSIDE -> "outside";
                });
    }

    /** The node of an agent; its whole identity if that names none. */
    private static String nodeOf(String agent) {
        return agent.indexOf('/') < 0 ? agent : Source.nodeOf(agent);
    }

    private static List<String> unlike(List<String> brief, List<String> whole) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        brief.forEach(each -> {
            if (!seen.add(each)) {
                twice.add(each);
            }
        });
        if (twice.isEmpty()) {
            return brief;
        }
        String[] names = new String[brief.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = twice.contains(brief.get(i)) ? whole.get(i) : brief.get(i);
        }
        return List.of(names);
    }
}

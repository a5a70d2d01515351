package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.scenario.Case;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which cases to run.
 *
 * @param labels {@code key=value} separated by commas, all of which must hold, or any tag
 *     expression of the JUnit Platform with {@code &}, {@code |} and {@code !}; null for all
 * @param skipLabels the same for what not to run; null for none
 * @param names ids or parts of names: {@code clusterip/basic}, {@code clusterip}, {@code
 *     "clusterip/basic TCP IPv4"}; empty for all
 * @param evenUnasked with scenarios that run only on request, even if nothing asks for them
 */
public record Selection(
        @Nullable String labels,
        @Nullable String skipLabels,
        List<String> names,
        boolean evenUnasked) {

    public Selection {
        names = List.copyOf(names);
    }

    public Selection(@Nullable String labels, @Nullable String skipLabels, List<String> names) {
        this(labels, skipLabels, names, false);
    }

    /** Everything. */
    public static Selection all() {
        return new Selection(null, null, List.of());
    }

    /** Whether a case is selected, as far as labels are not concerned. */
    boolean holds(Case each) {
        return names(each.name()) && (evenUnasked || !each.spec().onRequest() || asksFor(each));
    }

    private boolean asksFor(Case each) {
        String asked = labels == null ? "" : labels;
        return !names.isEmpty()
                || List.of(asked.split("[^\\w=.-]+")).stream()
                        .anyMatch(each.spec().labels()::contains);
    }

    /** Whether a case of this name is among the named ones. */
    private boolean names(String caseName) {
        return names.isEmpty()
                || names.stream()
                        .anyMatch(name ->
                                caseName.equals(name)
                                        || caseName.startsWith(name + " ")
                                        || caseName.startsWith(name + "/"));
    }

    /**
     * As a tag expression: a comma means and. It holds less tightly than {@code &} and {@code |},
     * which is said by parentheses around all that is between commas or parentheses.
     */
    static String expression(String labels) {
        String single = labels.replaceAll("[,\\s]*,[,\\s]*", ",").replaceAll("^,|,$", "");
        return "(" + single.replace("(", "((").replace(")", "))").replace(",", ") & (") + ")";
    }

    /** For a person: what was asked for. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        if (labels != null) {
            text.append("-labels \"").append(labels).append("\" ");
        }
        if (skipLabels != null) {
            text.append("-skip-labels \"").append(skipLabels).append("\" ");
        }
        names.forEach(name -> text.append(name).append(' '));
        return text.isEmpty() ? "everything" : text.toString().strip();
    }
}

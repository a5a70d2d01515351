package io.github.k8sbykeshed.validator.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Things in groups that are few enough to be looked at: each by itself, or by zone, or else as runs
 * of neighbours.
 *
 * @param names what the groups are called
 * @param of for each thing the number of its group
 * @param areSingle whether each thing is a group of its own
 */
record Groups(List<String> names, int[] of, boolean areSingle) {

    /**
     * @param things what they are called
     * @param zones for each its zone, empty if it has none
     * @param most how many groups there may be
     */
    static Groups of(List<String> things, List<String> zones, int most) {
        if (things.size() <= most) {
            int[] of = new int[things.size()];
            for (int i = 0; i < of.length; i++) {
                of[i] = i;
            }
            return new Groups(things, of, true);
        }
        List<String> sorted = zones.stream().distinct().sorted().toList();
        if (sorted.size() < 2 || sorted.size() > most) {
            return runs(things, most);
        }
        List<String> names =
                sorted.stream().map(each -> each.isEmpty() ? "no zone" : each).toList();
        return new Groups(names, zones.stream().mapToInt(sorted::indexOf).toArray(), false);
    }

    private static Groups runs(List<String> things, int most) {
        int each = (things.size() + most - 1) / most;
        int[] of = new int[things.size()];
        List<String> names = new ArrayList<>();
        for (int first = 0; first < of.length; first += each) {
            int last = Math.min(first + each, of.length) - 1;
            names.add(
                    first == last
                            ? things.get(first)
                            : things.get(first) + " to " + things.get(last));
            for (int i = first; i <= last; i++) {
                of[i] = first / each;
            }
        }
        return new Groups(names, of, false);
    }

    int size() {
        return names.size();
    }
}

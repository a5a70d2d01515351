package io.github.k8sbykeshed.validator.diagnosis;

import java.util.List;

/**
 * What may be the cause of cells that are not as expected.
 *
 * @param cause one clause that names it
 * @param cells how many cells it explains
 * @param cases the names of the cases that these are in
 * @param next what to look at, one clause
 */
public record Finding(String cause, int cells, List<String> cases, String next) {
    public Finding {
        cases = List.copyOf(cases);
    }
}

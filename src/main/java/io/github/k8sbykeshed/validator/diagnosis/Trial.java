package io.github.k8sbykeshed.validator.diagnosis;

import java.util.Arrays;
import java.util.Set;

/**
 * What a cell, or the part of it that one backend has, shows in one {@link Facet}. It is used again
 * and again, since there are millions.
 */
final class Trial {

    /** One for each attribute, and one more: a path has two ends. */
    static final int COLUMNS = Attribute.values().length + 1;

    /** Of the other end of a path. */
    static final int FAR_END = COLUMNS - 1;

    final int[] values = new int[COLUMNS];
    Facet facet = Facet.ANSWER;

    /**
     * Whether the backend is not known that one of several is for this client: any rule may be why
     * it fails that holds of one of them.
     */
    boolean isVague;

    /**
     * A number for what is asked and by whom: what is asked once more is no new evidence. That of
     * another one is hardly the same.
     */
    long identity;

    /** A number for the backend, which may be one of several. */
    int backend;

    /** How much of it went well, and how much did not: 1 together, or a backend's share. */
    double passed;

    double failed;

    /** How many attempts that was, and how many of them failed. */
    double attempts;

    double lost;

    void set(Attribute attribute, int number) {
        values[attribute.ordinal()] = number;
    }

    int get(Attribute attribute) {
        return values[attribute.ordinal()];
    }

    /** Forgets all other attributes. */
    void keep(Set<Attribute> those) {
        for (Attribute each : Attribute.values()) {
            if (!those.contains(each)) {
                set(each, Vocabulary.NONE);
            }
        }
        if (!those.contains(Attribute.LINK)) {
            values[FAR_END] = Vocabulary.NONE;
        }
    }

    void clear() {
        Arrays.fill(values, Vocabulary.NONE);
    }

    /**
     * Counts a share of a cell.
     *
     * @param share how much of the cell it is, at most 1
     * @param made how many attempts these are
     * @param failing how many of them failed
     */
    void count(double share, double made, double failing) {
        failed = made == 0 ? 0 : share * failing / made;
        passed = share - failed;
        attempts = made;
        lost = failing;
    }
}

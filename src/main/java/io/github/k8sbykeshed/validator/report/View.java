package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Table;

/** One of the three ways to look at a table. */
enum View {
    EXPECTED,
    OBSERVED,
    COMPARISON;

    char symbol(Table table, int row, int column) {
        return switch (this) {
            case EXPECTED -> table.expected(row, column);
            case OBSERVED -> table.observed(row, column);
            case COMPARISON -> table.mark(row, column).symbol();
        };
    }

    String title() {
        return switch (this) {
            case EXPECTED -> "expected";
            case OBSERVED -> "observed";
            case COMPARISON -> "comparison";
        };
    }
}

package io.github.k8sbykeshed.validator.scenario;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Comparison;
import org.junit.jupiter.api.Test;

class RecheckedTest {

    private final Rechecked rechecked = new Rechecked();

    private void know(int cells, Comparison each) {
        for (int i = 0; i < cells; i++) {
            rechecked.know("w1", "cell " + i, each);
        }
    }

    @Test
    void servicesThatFailBesideANetworkThatDoesNotAreShown() {
        know(10, new Comparison(452, 22, 452, 0));
        assertTrue(rechecked.isShown("w1"));
        assertFalse(rechecked.isShown("w2"));
    }

    @Test
    void fewPacketsDoNotClearTheNetwork() {
        know(1, new Comparison(452, 22, 452, 0));
        assertFalse(rechecked.isShown("w1"));
    }

    @Test
    void whereTheNetworkLosesPacketsEachCellIsAskedAgain() {
        know(10, new Comparison(452, 40, 452, 8));
        assertFalse(rechecked.isShown("w1"));
    }

    @Test
    void servicesThatAnswerAreNotShownToFail() {
        know(10, new Comparison(2_452, 0, 2_452, 0));
        assertFalse(rechecked.isShown("w1"));
    }

    @Test
    void whatIsKnownOfACellIsNotCountedTwice() {
        for (int i = 0; i < 10; i++) {
            rechecked.know("w1", "cell", new Comparison(452, 22, 452, 0));
        }
        assertFalse(rechecked.isShown("w1"));
    }
}

package io.github.k8sbykeshed.validator.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    @Test
    void repeatsAreCounted() {
        assertEquals(
                "7*3 0 -1 5000000000*2", write(7, 7, 7, 0, -1, 5_000_000_000L, 5_000_000_000L));
        assertEquals("", write());
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        long[] numbers = {1, 1, 2, 3, 3, 3, -1, Long.MAX_VALUE};
        assertArrayEquals(numbers, Numbers.read(write(numbers), numbers.length));
        assertArrayEquals(new long[0], Numbers.read("", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 2", "1 2 3 4", "1*2", "1*4", "1 x 3", "1  3", "1*2*1", "3*-3"})
    void anotherNumberOfThemIsRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> Numbers.read(line, 3));
    }

    private static String write(long... numbers) {
        return Numbers.write(numbers.length, i -> numbers[i]);
    }
}

package io.github.k8sbykeshed.validator.result;

import java.util.function.IntToLongFunction;

/** A row of numbers in one line: {@code value} or {@code value*repeats}, parted by blanks. */
final class Numbers {

    private Numbers() {}

    static String write(int count, IntToLongFunction value) {
        var line = new StringBuilder();
        int at = 0;
        while (at < count) {
            long each = value.applyAsLong(at);
            int next = at + 1;
            while (next < count && value.applyAsLong(next) == each) {
                next++;
            }
            line.append(line.isEmpty() ? "" : " ").append(each);
            if (next - at > 1) {
                line.append('*').append(next - at);
            }
            at = next;
        }
        return line.toString();
    }

    /**
     * @throws IllegalArgumentException if these are not so many numbers
     */
    static long[] read(String line, int count) {
        long[] numbers = new long[count];
        int found = 0;
        for (String word : line.isEmpty() ? new String[0] : line.split(" ", -1)) {
            int star = word.indexOf('*');
            long value = Long.parseLong(star < 0 ? word : word.substring(0, star));
            int repeats = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
            for (int i = 0; i < repeats; i++) {
                if (found == count) {
                    throw new IllegalArgumentException("more than " + count + " numbers in a row");
                }
                numbers[found++] = value;
            }
        }
        if (found != count) {
            throw new IllegalArgumentException(found + " numbers in a row of " + count);
        }
        return numbers;
    }
}

package io.github.k8sbykeshed.validator.diagnosis;

/** Numbers for long keys, in the order in which these come. */
final class LongIndex {

    private static final int FEWEST = 1024;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private long[] keys = new long[FEWEST];

    /** Of the key in the same slot: one more than its number, 0 if the slot is free. */
    private int[] numbers = new int[FEWEST];

    private int size;

    int size() {
        return size;
    }

    /** The number of a key; -1 if it has none. */
    int find(long key) {
        return numbers[slot(key)] - 1;
    }

    /** The number of a key, which it gets if it has none. */
    int add(long key) {
        int slot = slot(key);
        if (numbers[slot] > 0) {
            return numbers[slot] - 1;
        }
        keys[slot] = key;
        numbers[slot] = ++size;
        if (size * 2 > keys.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNumbers = numbers;
        keys = new long[oldKeys.length * 2];
        numbers = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNumbers[i] > 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                numbers[slot] = oldNumbers[i];
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * MIX) >>> 32) & mask;
        while (numbers[slot] > 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}

package io.github.k8sbykeshed.validator.agent;

import java.util.Arrays;

/**
 * What fills payloads: each byte follows from its offset, so that either side can tell a byte that
 * was lost, swapped or changed without keeping any. The pattern comes round after a prime number of
 * bytes: no buffer, segment or page of anything in between has that length or a multiple of it.
 */
final class Payload {

    private static final int PERIOD = 65_521;

    private static final byte[] PATTERN = pattern();

    private Payload() {}

    private static byte[] pattern() {
        byte[] pattern = new byte[PERIOD];
        for (int i = 0; i < PERIOD; i++) {
            pattern[i] = (byte) (((i + 1) * 0x9E3779B1) >>> 24);
        }
        return pattern;
    }

    static void fill(byte[] into, int from, int length, int offset) {
        for (int done = 0; done < length; ) {
            int at = (offset + done) % PERIOD;
            int run = Math.min(length - done, PERIOD - at);
            System.arraycopy(PATTERN, at, into, from + done, run);
            done += run;
        }
    }

    /** The offset of the first byte that is not as it should be, or -1. */
    static int firstDifference(byte[] bytes, int from, int length, int offset) {
        for (int done = 0; done < length; ) {
            int at = (offset + done) % PERIOD;
            int run = Math.min(length - done, PERIOD - at);
            int mismatch =
                    Arrays.mismatch(PATTERN, at, at + run, bytes, from + done, from + done + run);
            if (mismatch >= 0) {
                return offset + done + mismatch;
            }
            done += run;
        }
        return -1;
    }
}

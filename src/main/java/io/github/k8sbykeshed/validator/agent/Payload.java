package io.github.k8sbykeshed.validator.agent;

/**
 * What fills payloads: each byte follows from its offset, so that either side can tell a byte that
 * was lost, swapped or changed without keeping any.
 */
final class Payload {

    private Payload() {}

    static byte at(int offset) {
        return (byte) (((offset + 1) * 0x9E3779B1) >>> 24);
    }

    static void fill(byte[] into, int from, int length, int offset) {
        for (int i = 0; i < length; i++) {
            into[from + i] = at(offset + i);
        }
    }

    /** The offset of the first byte that is not as it should be, or -1. */
    static int firstDifference(byte[] bytes, int from, int length, int offset) {
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != at(offset + i)) {
                return offset + i;
            }
        }
        return -1;
    }
}

package io.github.k8sbykeshed.validator.submission;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * As much of gzipped tar files as Sonobuoy's need: regular files of short names are written, in the
 * ustar format of POSIX.1-1988; a file of any common format is read.
 */
final class Tar {

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;

    /** An entry of this type holds the name of the next one, which is too long for its field. */
    private static final byte GNU_LONG_NAME = 'L';

    /** An entry of this type holds lines such as {@code 30 path=...} about the next one. */
    private static final byte PAX = 'x';

    private static final Pattern PAX_PATH = Pattern.compile("(?m)^\\d+ path=(.*)$");

    private static final int LONGEST_NAME = 1 << 16;

    /** A few kilobytes can unpack to terabytes. */
    private static final long MOST_UNPACKED = 64L << 30;

    private Tar() {}

    /** Content under a name; the size has to be known before it is read. */
    record Entry(String name, long size, Source content) {

        static Entry of(String name, byte[] content) {
            return new Entry(name, content.length, out -> out.write(content));
        }

        static Entry of(Path file) throws IOException {
            return new Entry(
                    file.getFileName().toString(), Files.size(file), out -> Files.copy(file, out));
        }
    }

    /** Writes itself. */
    interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a new file. */
    static void write(Path file, List<Entry> entries) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (Entry entry : entries) {
                out.write(header(entry));
                entry.content().writeTo(out);
                out.write(new byte[padding(entry.size())]);
            }
            out.write(new byte[2 * BLOCK]);
        }
    }

    private static byte[] header(Entry entry) {
        byte[] header = new byte[BLOCK];
        put(header, 0, entry.name());
        // Readable for everybody: it is unpacked as another user.
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, SIZE, String.format(Locale.ROOT, "%011o", entry.size()));
        put(header, 136, String.format(Locale.ROOT, "%011o", System.currentTimeMillis() / 1000));
        put(header, CHECKSUM, "        ");
        header[TYPE] = '0';
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, CHECKSUM, String.format(Locale.ROOT, "%06o\0", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    /**
     * Copies the first regular file of a fitting name.
     *
     * @param most the largest file that is copied, bytes
     * @return its name there; empty if there is none
     * @throws IOException if it is no gzipped tar file, holds more than anybody means to unpack, or
     *     cannot be read or written
     */
    static String extract(Path file, Predicate<String> name, Path to, long most)
            throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            String longName = "";
            for (long left = MOST_UNPACKED; left > 0; ) {
                byte[] header = in.readNBytes(BLOCK);
                if (header.length < BLOCK || isZero(header)) {
                    return "";
                }
                long size = octal(header, SIZE, 12);
                left -= BLOCK + size;
                if ((header[TYPE] == GNU_LONG_NAME || header[TYPE] == PAX) && size < LONGEST_NAME) {
                    byte[] about = in.readNBytes((int) size);
                    in.skipNBytes(padding(size));
                    String text = text(about, 0, about.length);
                    Matcher path = PAX_PATH.matcher(text);
                    if (header[TYPE] == GNU_LONG_NAME) {
                        longName = text;
                    } else if (path.find()) {
                        longName = path.group(1);
                    }
                    continue;
                }
                String found = longName.isEmpty() ? name(header) : longName;
                longName = "";
                if ((header[TYPE] == '0' || header[TYPE] == 0) && name.test(found)) {
                    if (size > most) {
                        throw new IOException(
                                "the file in it has %,d bytes, and at most %,d are read"
                                        .formatted(size, most));
                    }
                    copy(in, size, to);
                    return found;
                }
                in.skipNBytes(left > 0 ? size + padding(size) : 0);
            }
            throw new IOException("it unpacks to more than %,d bytes".formatted(MOST_UNPACKED));
        }
    }

    private static void copy(InputStream in, long size, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException("it ends too early");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private static boolean isZero(byte[] header) {
        for (byte each : header) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private static String name(byte[] header) {
        String prefix = text(header, PREFIX, PREFIX_LENGTH);
        boolean posix = text(header, 257, 6).equals("ustar");
        String name = text(header, 0, NAME);
        return posix && !prefix.isEmpty() ? prefix + "/" + name : name;
    }

    private static long octal(byte[] header, int at, int length) throws IOException {
        try {
            String digits = text(header, at, length).strip();
            long number = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
            if (number < 0) {
                throw new IOException("it is no tar file");
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IOException("it is no tar file", e);
        }
    }

    private static String text(byte[] bytes, int at, int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }
}

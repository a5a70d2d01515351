package io.github.k8sbykeshed.validator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Words and numbers as every report writes them. */
final class Text {

    private Text() {}

    /**
     * One harmless line: names and reasons come from clusters and from whoever answers a probe, and
     * must neither break a table nor steer a terminal.
     */
    static String line(String text) {
        if (isPlain(text)) {
            return text;
        }
        var line = new StringBuilder();
        text.strip()
                .codePoints()
                .map(c ->
                        switch (Character.getType(c)) {
                            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
                            case Character.CONTROL -> Character.isWhitespace(c) ? ' ' : '?';
                            case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> '?';
                            default -> c;
                        })
                .forEach(line::appendCodePoint);
        return line.toString();
    }

    /** Nearly every name is, and a large table has a million of them. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** The first line of a text of several. */
    static String firstLine(String text) {
        return line(text.strip().lines().findFirst().orElse(""));
    }

    /** With grouped digits: {@code 1,000,000}. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number and its noun. */
    static String count(long number, String noun) {
        return number(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code 0.8 s}. */
    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    /** In the unit that a person would take: {@code 0.4 ms}, {@code 45 ms} or {@code 1.3 s}. */
    static String micros(long micros) {
        if (micros >= 1_000_000) {
            return seconds(micros / 1000);
        }
        return micros >= 10_000
                ? micros / 1000 + " ms"
                : String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
    }

    static String millis(long millis) {
        return millis >= 1000 ? seconds(millis) : millis + " ms";
    }

    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /** The first few of a list, and how many more there are. */
    static String some(List<String> all, int most) {
        return all.size() <= most
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, most))
                        + " and "
                        + number(all.size() - most)
                        + " more";
    }

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[\\d+m");

    private static int shown(String text) {
        return width(COLOUR.matcher(text).replaceAll(""));
    }

    /**
     * A line in several, none wider than that where its words allow: it is parted at blanks, and
     * what follows stands a little further in. Colours take no room.
     */
    static List<String> wrapped(String line, int width) {
        if (shown(line) <= width) {
            return List.of(line);
        }
        String text = line.stripLeading();
        int margin = line.length() - text.length();
        var lines = new ArrayList<String>();
        var now = new StringBuilder(" ".repeat(margin));
        boolean isEmpty = true;
        for (String word : text.split(" ", -1)) {
            if (!isEmpty && shown(now.toString()) + 1 + shown(word) > width) {
                lines.add(now.toString());
                now = new StringBuilder(" ".repeat(margin + 2));
                isEmpty = true;
            }
            now.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        lines.add(now.toString());
        return lines;
    }
}

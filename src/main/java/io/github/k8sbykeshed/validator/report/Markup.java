package io.github.k8sbykeshed.validator.report;

/** Any text as text of XML and HTML, elements' or attributes'. */
final class Markup {

    private Markup() {}

    /** The text with question marks for what XML cannot hold. */
    static String allowed(String text) {
        if (text.codePoints().allMatch(Markup::isAllowed)) {
            return text;
        }
        var allowed = new StringBuilder();
        text.codePoints().map(c -> isAllowed(c) ? c : '?').forEach(allowed::appendCodePoint);
        return allowed.toString();
    }

    /**
     * Allowed text without anything that could begin or end an element or an attribute in double
     * quotes: names and answers are anybody's.
     */
    static String escaped(String text) {
        var escaped = new StringBuilder();
        allowed(text)
                .codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '<' -> escaped.append("&lt;");
                        case '>' -> escaped.append("&gt;");
                        case '&' -> escaped.append("&amp;");
                        case '"' -> escaped.append("&quot;");
                        default -> escaped.appendCodePoint(c);
                    }
                });
        return escaped.toString();
    }

    /** The {@code Char} of XML 1.0, less the controls that it discourages. */
    private static boolean isAllowed(int c) {
        return c == '\n'
                || c == '\t'
                || c >= 0x20 && c < 0x7F
                || c >= 0xA0 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000 && c <= 0x10FFFF;
    }
}
